"""Python's smmap on a trace: offsets as doubles and file numbers as 16-bit words, in two files.

Prints accesses per second of CPU time.
"""
import array
import sys
import time

import smmap

window, memory, size, steps = (int(argument) for argument in sys.argv[1:5])
offsets = array.array("d")
files = array.array("H")
with open(sys.argv[5], "rb") as stream:
    offsets.fromfile(stream, steps)
with open(sys.argv[6], "rb") as stream:
    files.fromfile(stream, steps)
paths = sys.argv[7:]

if window == 0:
    manager = smmap.StaticWindowMapManager()
else:
    manager = smmap.SlidingWindowMapManager(window_size=window, max_memory_size=memory)
cursors = [manager.make_cursor(path) for path in paths]
several = len(paths) > 1
begin = time.process_time()
for number, offset in zip(files, offsets):
    cursor = cursors[number]
    at = int(offset)
    end = at + size
    while at < end:
        at += len(bytes(cursor.use_region(at, end - at).buffer()))
    if several:
        cursor.unuse_region()
print(steps / (time.process_time() - begin))
