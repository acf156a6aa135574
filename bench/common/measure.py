"""Runs a command, reads all it prints through a pipe, and prints what it cost: measure.py PREFIX COMMAND...

It counts the lines that begin with PREFIX. The kernel gives its figures of an ended process (CPU time, peak resident
memory) only to the parent, and Node does not pass them on, hence Python.
"""

import json
import os
import sys
import time

PIPE_BYTES = 1 << 16
TAIL_BYTES = 4000


def read_lines(pipe, needle):
    count, bytes_read, carry, tail = 0, 0, b"\n", b""
    while chunk := os.read(pipe, PIPE_BYTES):
        count += (carry + chunk).count(needle)
        carry = (carry + chunk)[-(len(needle) - 1):]
        bytes_read += len(chunk)
        tail = (tail + chunk[-TAIL_BYTES:])[-TAIL_BYTES:]
    return {"lines": count, "bytesOut": bytes_read, "tail": tail.decode("utf-8", "replace")}


def main():
    prefix, command = sys.argv[1], sys.argv[2:]
    read_end, write_end = os.pipe()
    started = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write_end, 1)])
    os.close(write_end)
    output = read_lines(read_end, b"\n" + prefix.encode())
    _, status, usage = os.wait4(child, 0)
    seconds = time.monotonic() - started
    # Linux counts kibibytes here, macOS bytes.
    peak_bytes = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    cpu = {"cpuSeconds": usage.ru_utime + usage.ru_stime, "kernelSeconds": usage.ru_stime}
    cost = {"seconds": seconds, **cpu, "peakBytes": peak_bytes}
    print(json.dumps({**cost, **output, "exitCode": os.waitstatus_to_exitcode(status)}))


main()
