// Reads JSON lines, each a LaTeX string, and asks MathJax to read every one, undefined commands being errors.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import MathJax from "mathjax";

await MathJax.init({
  loader: { load: ["input/tex"] },
  tex: {
    packages: { "[-]": ["noundefined", "noerrors"] },
    maxBuffer: 1e7,
    formatError(_, error) {
      throw error;
    },
  },
});

const seen = new Set();
let refused = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  if (!line || seen.has(line)) continue;
  seen.add(line);
  const latex = JSON.parse(line);
  try {
    const read = await MathJax.tex2mmlPromise(latex, { display: true });
    if (read.includes("<merror")) throw new Error("an error is shown");
  } catch (error) {
    refused += 1;
    if (refused <= 5) console.error(`${error.message}\n${latex}\n`);
  }
}
console.log(`MathJax ${MathJax.version}: ${seen.size - refused} of ${seen.size} equations read`);
process.exit(refused || seen.size === 0 ? 1 : 0);
