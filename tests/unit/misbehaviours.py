"""What a learner's file may do instead of the exercise, and words of the sentence for it."""

RIGHT = "def halve(x):\n    return x / 2\n"

MISBEHAVIOURS = {
    "an endless loop": (
        "def halve(x):\n    while True:\n        pass\n",
        "Your code took longer than 1 s and was stopped.",
    ),
    "a sleep": ("import time\ntime.sleep(3600)\n" + RIGHT, "took longer than 1 s"),
    "a loop in C that holds Python's lock": (
        "def halve(x):\n    return 10 ** 10 ** 9\n",
        "took longer than 1 s",
    ),
    "a fork": (
        "import os\ndef halve(x):\n    os.fork()\n    return x / 2\n",
        "an exercise cannot start another process",
    ),
    "a shell": ("import os\nos.system('true')\n" + RIGHT, "cannot start another process"),
    "a subprocess": (
        "import subprocess\nsubprocess.run(['true'])\n" + RIGHT,
        "cannot start another process",
    ),
    "a signal to the checker": (
        "import os\nos.kill(os.getppid(), 9)\n" + RIGHT,
        "cannot send signals to other processes",
    ),
    "10 GB of memory": (
        "import numpy as np\ndef halve(x):\n    return np.ones(10 * 2**30 // 8)\n",
        "wanted more memory",
    ),
    "memory in a list": ("x = [0] * 10**10\n" + RIGHT, "wanted more memory"),
    "memory that grows and stays": (
        "kept = []\ndef halve(x):\n    while True:\n        kept.append(bytes(10**5))\n",
        "wanted more memory",
    ),
    "memory that grows by little": (
        "kept = []\ndef halve(x):\n    while True:\n        kept.append([])\n",
        "wanted more memory",
    ),
    "threads without end": (
        "import threading, time\ndef halve(x):\n    while True:\n"
        "        threading.Thread(target=time.sleep, args=[100]).start()\n",
        "It raised RuntimeError: can't start new thread",
    ),
    "an exception group": (
        "def halve(x):\n    raise ExceptionGroup('many', [ValueError(1)])\n",
        "It raised ExceptionGroup: many",
    ),
    "a keyboard interrupt": ("raise KeyboardInterrupt\n", "tried to end the program"),
    "a function that forgets its arguments": (
        "import numpy as np\ndef halve(x):\n    x.resize(9, refcheck=False)\n    return x\n",
        "shape (9,); the shape should be (1,)",
    ),
    "an argument turned round": (
        "def halve(x):\n    x.shape = (-1, 1)\n    return x.ravel() / 2\n",
        "before: [3.0]\n  after:  [[3.0]]",
    ),
    "os._exit": (
        "import os\ndef halve(x):\n    os._exit(0)\n",
        "ended its own process with exit code 0",
    ),
    "os._exit on loading": ("import os\nos._exit(0)\n", "ended its own process with exit code 0"),
    "sys.exit": ("import sys\ndef halve(x):\n    sys.exit(0)\n", "tried to end the program"),
    "sys.exit on loading": ("exit(0)\n", "tried to end the program"),
    "an atexit handler": (
        "import atexit, os\natexit.register(os._exit, 0)\ndef halve(x):\n    return x\n",
        "expected: [1.5]",
    ),
    "deep recursion": ("def halve(x):\n    return halve(x)\n", "calls itself without end"),
    "deep recursion with the limit raised": (
        "import sys\nsys.setrecursionlimit(10**9)\n"
        "def halve(x):\n    return [0].sort(key=lambda _: halve(x))\n",
        "Python itself crashed (SIGSEGV)",
    ),
    "a print of 100 MB": (
        "done = []\ndef halve(x):\n    done or done.append(print('start', 'x' * 10**8, 'end'))\n"
        "    return x / 2\n",
        "Your code printed 100 MB.",
    ),
    "an import that fails": ("import nunpy\n" + RIGHT, "No module named 'nunpy'"),
    "a syntax error": ("def halve(x:\n    return x / 2\n", "line 1: def halve(x:"),
    "an indentation error": ("def halve(x):\nreturn x\n", "line 2: return x"),
    "a tab among spaces": ("def halve(x):\n    y = x\n\treturn y\n", "line 3: return y"),
    "bytes that are no text": (b"def halve(x):\n    return '\xff'\n", "Python cannot read"),
    "a null byte": (b"def halve(x):\n    return \x00\n", "null bytes"),
    "nothing at all": ("", "The file has no function `halve`."),
    "a renamed function": ("def half(x):\n    return x / 2\n", "Did you mean `half`?"),
    "a constant of that name": ("halve = 3\n", "The file has no function `halve`."),
    "too few parameters": ("def halve():\n    return 1\n", "`halve()` does not fit"),
    "too many parameters": ("def halve(x, y):\n    return x\n", "`halve(x, y)` does not fit"),
    "None": ("def halve(x):\n    x / 2\n", "It returned None; it should return an array."),
    "a list": ("def halve(x):\n    return list(x / 2)\n", "It returned a list"),
    "a string": ("def halve(x):\n    return 'no'\n", "It returned a str"),
    "a generator": ("def halve(x):\n    yield x / 2\n", "a value of type generator"),
    "a class": ("class halve:\n    def __init__(self, x): pass\n", "a value of type halve"),
    "an array of objects": (
        "import numpy as np\ndef halve(x):\n    return (x / 2).astype(object)\n",
        "array of object",
    ),
    "a wrong shape": (
        "def halve(x):\n    return (x / 2)[None]\n",
        "shape (1, 1); the shape should be (1,)",
    ),
    "a wrong dtype": (
        "def halve(x):\n    return (x / 2).astype('f4')\n",
        "an array of float32; it should be an array of float64",
    ),
    "NaN": ("def halve(x):\n    return x * float('nan')\n", "[0] is nan, which is not a finite"),
    "a list that holds itself": (
        "def halve(x):\n    y = []\n    y.append(y)\n    return y\n",
        "It returned a list",
    ),
    "an answer of 100 MB": (
        "import numpy as np\ndef halve(x):\n    return np.zeros(10**8, 'u1')\n",
        "array of uint8 with shape (100000000,)",
    ),
    "an exception": (
        "def halve(x):\n    return helper(x)\ndef helper(x):\n    return x['a']\n",
        "line 4, in helper: return x['a']",
    ),
    "an exception that cannot be shown": (
        "class Odd(Exception):\n    def __str__(self): raise ValueError\n"
        "def halve(x):\n    raise Odd\n",
        "It raised Odd",
    ),
    "the keyboard": ("n = int(input('n? '))\n" + RIGHT, "waits for the keyboard"),
    "a patched NumPy that agrees with everything": (
        "import numpy as np\nnp.isclose = np.allclose = lambda *a, **k: np.True_\n"
        "def halve(x):\n    return x\n",
        "Your code replaced `numpy.allclose`, `numpy.isclose`",
    ),
    "a patched NumPy around a right answer": (
        "import numpy as np\nnp.allclose = lambda *a, **k: True\n" + RIGHT,
        "Your code replaced `numpy.allclose`",
    ),
    "a NumPy patched only while it runs": (
        "import numpy as np\ndef halve(x):\n    np.allclose = print\n    return x / 2\n",
        "Your code replaced `numpy.allclose`",
    ),
    "patched builtins": (
        "import builtins\nbuiltins.sorted = lambda *a: 1\n" + RIGHT,
        "Your code replaced `builtins.sorted`",
    ),
    "builtins that the line itself needs": (
        "import builtins\nbuiltins.len = lambda *a: 1\n" + RIGHT,
        "disturbed its line to the checker",
    ),
    "a patched grader": (
        "from tutor.study.grading import comparing\n"
        "comparing.first_wrong = lambda *a: None\ndef halve(x):\n    return x\n",
        "expected: [1.5]",
    ),
    "a patched wire": (
        "from tutor.study.grading import exchange\nexchange.pack = lambda m: b'\\0\\0\\0\\1\\xc0'\n"
        "def halve(x):\n    return x\n",
        "Your code replaced `tutor.study.grading.exchange.pack`",
    ),
    "a forged frame": (
        "import os\ndef halve(x):\n    for fd in range(3, 30):\n        try:\n"
        "            os.write(fd, b'\\0\\0\\0\\1\\xc3')\n"
        "        except OSError:\n            pass\n"
        "    return x\n",
        "answered nonsense",
    ),
    "a closed line": (
        "import os\ndef halve(x):\n    os.closerange(3, 100)\n    return x / 2\n",
        "ended",
    ),
}
