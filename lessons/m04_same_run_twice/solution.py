import hashlib
from importlib.metadata import version


def fingerprint(arrays):
    h = hashlib.sha256()
    for name in sorted(arrays):
        array = arrays[name]
        h.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        h.update(array.tobytes())
    return h.hexdigest()


def manifest(code, config, seeds, data, packages):
    return {
        "code": code,
        "config": config,
        "seeds": seeds,
        "data": fingerprint(data),
        "versions": {name: version(name) for name in packages},
    }
