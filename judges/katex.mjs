// Reads JSON lines, each a LaTeX string, and asks KaTeX in strict mode to accept every one.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import katex from "katex";

const seen = new Set();
let refused = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  if (!line || seen.has(line)) continue;
  seen.add(line);
  const latex = JSON.parse(line);
  try {
    katex.renderToString(latex, { strict: "error", throwOnError: true, displayMode: true, maxExpand: 1e5 });
  } catch (error) {
    refused += 1;
    if (refused <= 5) console.error(`${error.message}\n${latex}\n`);
  }
}
console.log(`KaTeX: ${seen.size - refused} of ${seen.size} equations accepted in strict mode`);
process.exit(refused || seen.size === 0 ? 1 : 0);
