def dot(u, v):
    if len(u) != len(v):
        raise ValueError(f"cannot pair {len(u)} numbers with {len(v)}")
    total = 0.0
    for x, y in zip(u, v, strict=True):
        total += x * y
    return total


def matmul(A, B):
    if any(len(row) != len(B) for row in A):
        raise ValueError(f"cannot multiply {size(A)} by {size(B)}")
    columns = list(zip(*B, strict=True))
    return [[dot(row, column) for column in columns] for row in A]


def size(matrix):
    return f"{len(matrix)}x{len(matrix[0]) if matrix else 0}"
