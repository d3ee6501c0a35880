"""A run as one script: the receipt, and as much of this program's code as the run went through.

witness      the run is made again, in a process of its own, and its functions are noted
reading      a module's source, cut into the statements that bind its names
scopes       which names of a statement are the module's, and where they stand
library      what such a name means: a statement here or in another module, or a package's name
keeping      which statements and methods, or `items`, the script needs
naming       one name for each of them, when all modules become one
rewriting    the text of a statement under its new names
translating  NumPy's functions as torch's, where that is asked for
script       the whole text
proof        the script, run where this program cannot be imported
distance     how far a translation's digits are from the run's
"""
