"""Random formulas: valid ones from a grammar, nearly valid ones by mutation, and noise."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

PLAIN = ("x", "z", "w", "f", "s", "day", "flag", "one", "ses", "sch.id", "g", "h", "k", "id", "y", "T", "F", "mu")
GROUPS = ("g", "g", "h", "k", "id", "sch.id")
ODD = (
    "my var",
    "\\input{/etc/passwd}",
    "a}b",
    "$",
    "%",
    "#1",
    "x_1",
    "^",
    "~",
    "&",
    "\\",
    "<b>",
    "it's",
    "a`b",
    '"q"',
    "new\nline",
    "tab\there",
    "nul\0",
    "bell\a",
    "\u202eevil",
    "zero\u200dwidth",
    "e\u0301te\u0301",
    "\u0301alone",
    "数学",
    "\U0001f600",
    "ｘ",
    "\ud800",
    "\u05d0\u05d1",
    "\u0939\u093f\u0928\u094d\u0926\u0940",
    "ﬁ",
    "\u00b2",
    "\u1e9b\u0323",
    "(Intercept)",
    "NA",
    "TRUE",
    "if",
    " ",
    "a:b",
    "a|b",
    "x" * 600,
    ".",
    "..",
    "...",
    "_",
    "1",
    "1e5",
    "-",
    "\u2028",
)
"""Names that need backticks, and some that are difficult for writers."""

NUMBERS = ("0", "1", "2", "3", "1L", "2.5", ".5", "1e5", "1e-300", "1e308", "1e999999", "10000000000000000000", "007")
BINARY = ("+", "+", "+", "-", "*", ":", "/", "^", "**", "%in%", "%%", "%/%", "|", "||", "<", ">=", "==", "!=", "&", "~")
FUNCTIONS = (
    *("I", "log", "log2", "log10", "log1p", "exp", "sqrt", "abs", "sin"),
    *("cos", "tan", "floor", "ceiling", "round", "poly", "ns", "bs", "cut"),
    *("scale", "center", "gm", "cwc", "C", "factor", "as.factor", "ordered", "as.numeric"),
    *("as.integer", "relevel", "dummy", "offset", "interaction", "mo", "s", "te", "lag"),
    *("np.log", "np.power", "numpy.exp", "math.sqrt", "Q", "bs", "cr", "cc", "standardize"),
    *("contr.sum", "identity", "c", "rep", "seq", "ifelse", "is.na", "system", "eval"),
    *("exec", "nothing"),
)
COMMON = ("I", "log", "exp", "sqrt", "poly", "scale", "factor", "ordered", "dummy", "abs")
STRUCTURES = ("us", "diag", "cs", "ar1", "toep", "homdiag", "exp", "mat", "ou", "rr", "homcs", "nothing")
ARGUMENTS = (
    ("degree", "2"),
    ("degree", "0"),
    ("degree", "-1"),
    ("degree", "1000000"),
    ("raw", "TRUE"),
    ("simple", "F"),
    ("df", "4"),
    ("df", "1e9"),
    ("knots", "c(1, 2)"),
    ("breaks", "3"),
    ("breaks", "c(0, 1, 1)"),
    ("base", "0"),
    ("base", "exp(1)"),
    ("digits", "1e300"),
    ("center", "FALSE"),
    ("scale", "0"),
    ("levels", 'c("a", "b")'),
    ("levels", "1:99999"),
    ("labels", 'c("p", "q")'),
    ("ref", '"a"'),
    ("ref", '"nobody"'),
    ("ordered", "TRUE"),
    ("contr", '"contr.sum"'),
    ("Treatment", '"a"'),
    ("x", "x"),
    ("", "NULL"),
)
FITTERS = ("lmer", "glmer", "m <- lmer", "fit = lme4::lmer", "smf.mixedlm", "brm", "lm", "glmmTMB")
CHARACTERS = (
    "()[]{}~|+-*/:^%`'\"\\#,=.<>!&$@;? \t\n\r\0\x07\u200d\u202e\u0301\u0300é数\U0001f600\ud800\udfff\ufeffｘ²٣½"
)
MAX_REPEAT = 400


class FormulaGenerator:
    """Generates formulas over given columns and groups.

    Parameters
    ----------
    random : Random
        The source of all randomness.
    names, groups : sequence of str
        The columns and the grouping columns in the formulas.
    caution : float
        The probability of a common choice where an unusual one is possible.
    """

    def __init__(self, random: Random, names: Sequence[str], groups: Sequence[str], caution: float = 0.9) -> None:
        self.random = random
        self.names = tuple(names)
        self.groups = tuple(groups)
        self.caution = caution

    def odd(self) -> bool:
        """Whether to make an unusual choice."""
        return self.random.random() > self.caution

    def name(self, names: Sequence[str] = ()) -> str:
        """Return a name as typed in a formula."""
        pick = self.random.choice
        text = pick(names or self.names) if not self.odd() else pick((*PLAIN, *ODD))
        if text.isidentifier() and not self.odd():
            return text
        escaped = text.replace("\\", "\\\\").replace("`", "\\`")
        return f"Q('{text}')" if self.random.random() < 0.03 else f"`{escaped}`" if text not in PLAIN else text

    def formula(self) -> str:
        """Return a formula, occasionally within a call."""
        response = self.name(("y",)) if not self.odd() else self.expression(2)
        bars = [self.bar() for _ in range(self.random.choice((0, 1, 1, 1, 1, 2, 2, 3, 4)))]
        parts = [self.side(), *bars]
        if self.odd():
            self.random.shuffle(parts)
        glue = "+" if not self.odd() else self.random.choice(BINARY)
        text = f"{response} ~ {f' {glue} '.join(parts)}"
        if self.odd() and self.odd():
            text = f"{self.random.choice(FITTERS)}({text}, data = d)"
        return text.replace(" ", self.random.choice((" ", "", "\n", "\t", "  # said\n"))) if self.odd() else text

    def side(self) -> str:
        """Return terms without bars."""
        terms = [self.term() for _ in range(self.random.choice((0, 1, 1, 2, 2, 3, 5)))]
        lead = self.random.choice(("", "", "", "1", "0", "-1", "."))
        return " + ".join([lead, *terms] if lead and (lead != "." or self.odd()) else terms) or "1"

    def term(self, depth: int = 3) -> str:
        """Return a term: a variable, a product, a nesting, a power."""
        choice = self.random.random()
        if depth <= 0 or choice < 0.55:
            return self.name() if not self.odd() else self.expression(2)
        if choice < 0.8:
            operator = self.random.choice((":", "*", "*", "/", "%in%"))
            return f"{self.term(depth - 2)} {operator} {self.term(depth - 2)}"
        if choice < 0.9:
            return self.call(depth)
        inner = f"({self.term(depth - 1)} {self.random.choice('+-*:')} {self.term(depth - 1)})"
        return inner + (f"^{self.random.choice(NUMBERS) if self.odd() else 2}" if choice > 0.95 else "")

    def bar(self) -> str:
        """Return a bar, sometimes in a covariance structure."""
        side = self.side()
        if side in ("0", "-1") and not self.odd():
            side = "1"
        text = f"{side} {self.random.choice(('|', '|', '|', '||'))} {self.group()}"
        if self.odd():
            return f"{self.random.choice(STRUCTURES)}({text}{self.random.choice(('', '', ', 2', ', d = 1'))})"
        return f"({text})" if not (self.odd() and self.odd()) else text

    def group(self) -> str:
        """Return a grouping factor, a nesting or a cell."""
        count = self.random.choice((1, 1, 1, 1, 2, 2, 3))
        parts = [self.name(self.groups) for _ in range(count)]
        if self.odd():
            return f"({self.random.choice('/:+*').join(parts)})"
        return self.random.choice(("/", ":")).join(parts)

    def expression(self, depth: int) -> str:
        """Return any expression of R's grammar."""
        choice = self.random.random()
        if depth <= 0 or choice < 0.3:
            return self.random.choice((self.name(), self.name(), self.random.choice(NUMBERS), self.string()))
        if choice < 0.6:
            return self.call(depth)
        if choice < 0.7:
            return f"{self.random.choice('-+!~(')}{self.expression(depth - 1)}{self.random.choice(('', ')'))}"
        return f"{self.expression(depth - 1)} {self.random.choice(BINARY)} {self.expression(depth - 1)}"

    def call(self, depth: int) -> str:
        """Return a call of a function that exists or does not, occasionally with unusual arguments."""
        arguments = [self.name() if self.random.random() < 0.8 else self.expression(depth - 1)]
        while self.random.random() < 0.3 and self.odd():
            name, value = self.random.choice(ARGUMENTS)
            arguments.append(f"{name} = {value}" if name and self.random.random() < 0.8 else value)
        if self.odd():
            self.random.shuffle(arguments)
        functions = COMMON if self.random.random() < 0.6 else FUNCTIONS
        return f"{self.random.choice(functions)}({', '.join(arguments if not self.odd() else arguments[1:])})"

    def string(self) -> str:
        """Return a quoted string."""
        return self.random.choice(('"a"', "'pub'", '""', "'\\n'", '"\\"', "'\\u0041'", '"a}b"', f'"{"q" * 50}"'))


def mutated(random: Random, text: str, other: str) -> str:
    """Return a string with one to four mutations."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        at = random.randrange(len(text) + 1)
        end = min(len(text), at + random.choice((1, 1, 2, 5, 20)))
        match random.randrange(10):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:at] + random.choice(CHARACTERS) + text[at:]
            case 2:
                text = text[:at] + random.choice(CHARACTERS) + text[end:]
            case 3:
                text = text[:at] + text[at:end] * random.randrange(2, MAX_REPEAT) + text[end:]
            case 4:
                words = text.split(" ")
                a, b = random.randrange(len(words)), random.randrange(len(words))
                words[a], words[b] = words[b], words[a]
                text = " ".join(words)
            case 5:
                words = text.split(" ")
                del words[random.randrange(len(words))]
                text = " ".join(words)
            case 6:
                text = text[:at] + other[random.randrange(len(other) + 1) :]
            case 7:
                deep = random.choice((1, 2, 30, 99, 101, 500))
                text = text[:at] + random.choice(("(", "I(", "-", "!", "+", "x^", "1:")) * deep + text[at:]
                text += ")" * random.choice((0, deep, deep))
            case 8:
                text = text[:at] + chr(random.choice((random.randrange(256), random.randrange(0x110000)))) + text[at:]
            case _:
                text = text[:at] + random.choice((*ODD, *NUMBERS, *BINARY, *FUNCTIONS)) + text[at:]
        text = text[:25_000]
    return text


def noise(random: Random) -> str:
    """Return random characters or bytes."""
    length = random.choice((0, 1, 2, 5, 20, 100))
    match random.randrange(4):
        case 0:
            return random.randbytes(length).decode("latin-1")
        case 1:
            return random.randbytes(length).decode("utf-8", "surrogateescape")
        case 2:
            return "".join(random.choice(CHARACTERS) for _ in range(length))
        case _:
            return "".join(chr(random.randrange(0x110000)) for _ in range(length))


def parser_input(random: Random, corpus: Sequence[str]) -> str:
    """Return an input for the parser: four in ten from the grammar, half mutated, the rest noise."""
    generator = FormulaGenerator(random, PLAIN, PLAIN, random.choice((0.5, 0.8, 0.95, 0.99)))
    choice = random.random()
    if choice < 0.4:
        return generator.formula()
    if choice < 0.6 or not corpus:
        return mutated(random, generator.formula(), generator.formula())
    if choice < 0.92:
        return mutated(random, random.choice(corpus), generator.formula())
    return noise(random)


def model_formula(random: Random, corpus: Sequence[str], names: Sequence[str]) -> str:
    """Return a formula for a model: most use columns of the data, some are mutated."""
    generator = FormulaGenerator(random, names, GROUPS, random.choice((0.9, 0.98, 0.995, 1.0, 1.0)))
    choice = random.random()
    if choice < 0.8:
        return generator.formula()
    if choice < 0.9 or not corpus:
        return mutated(random, generator.formula(), generator.formula())
    return random.choice(corpus)
