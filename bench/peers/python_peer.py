"""pygit2 (libgit2), dulwich or gitdb: `python_peer.py LIBRARY CASE GITDIR INPUTS COUNT`, one line of JSON as answer."""
import json
import os
import sys
import time

library, case, gitdir, inputs, count = sys.argv[1:6]
count = float(count)
MODULUS = 2**52
digest = 0


def number(value):
    global digest
    digest = (digest + value) % MODULUS


def content(data):
    size = len(data)
    total = size
    if size:
        total += data[0] * 7 + data[size // 2] * 31 + data[-1] * 101
    number(total)


def oid(text):
    number(int(text[:12], 16))


def lines(name):
    with open(os.path.join(inputs, name)) as file:
        found = file.read().split("\n")[:-1]
    return found if count == float("inf") else found[: int(count)]


def each(name, visit):
    found = lines(name)
    for line in found:
        visit(line)
    return len(found)


def pygit2_cases():
    import pygit2

    repository = pygit2.Repository(gitdir)
    odb = repository.odb
    types = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}

    def every():
        done = 0
        for name in odb:
            if done == count:
                break
            content(odb.read(name)[1])
            done += 1
        return done

    def unlimited(run):
        # Hashes are checked by default: that is W4.
        pygit2.option(pygit2.GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, case == "W4")
        return run

    reads = unlimited(lambda: each("oids", lambda line: content(odb.read(line)[1])))
    return {
        "W1": reads,
        "W3": unlimited(every),
        "W4": unlimited(every),
        "W5a": lambda: each("halfMissing", lambda line: number(1 if pygit2.Oid(hex=line) in odb else 0)),
        "W5b": lambda: each("abbreviations", lambda line: oid(repository[line].hex)),
        "W6": lambda: each("paths", lambda line: oid(repository.revparse_single(line).hex)),
        "W8": lambda: each("first", lambda line: content(odb.read(line)[1])),
    }


def dulwich_cases():
    from dulwich.repo import Repo

    store = Repo(gitdir).object_store
    return {
        "W1": lambda: each("oids", lambda line: content(store.get_raw(line.encode())[1])),
        "W5a": lambda: each("halfMissing", lambda line: number(1 if line.encode() in store else 0)),
        "W8": lambda: each("first", lambda line: content(store.get_raw(line.encode())[1])),
    }


def gitdb_cases():
    from gitdb import GitDB
    from gitdb.util import hex_to_bin

    database = GitDB(os.path.join(gitdir, "objects"))

    def header(line):
        info = database.info(hex_to_bin(line))
        number(len(info.type) + info.size)

    def expand(line):
        oid(database.partial_to_complete_sha_hex(line).hex())

    return {
        "W1": lambda: each("oids", lambda line: content(database.stream(hex_to_bin(line)).read())),
        "W2": lambda: each("oids", header),
        "W5a": lambda: each("halfMissing", lambda line: number(1 if database.has_object(hex_to_bin(line)) else 0)),
        "W5b": lambda: each("abbreviations", expand),
        "W8": lambda: each("first", lambda line: content(database.stream(hex_to_bin(line)).read())),
    }


makers = {"pygit2": pygit2_cases, "dulwich": dulwich_cases, "gitdb": gitdb_cases}
begin, cpu_begin = time.perf_counter(), time.process_time()
done = makers[library]()[case]()
wall, cpu = time.perf_counter() - begin, time.process_time() - cpu_begin
print(json.dumps({"count": done, "digest": digest, "wall": wall, "cpu": cpu}))
