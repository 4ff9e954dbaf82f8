"""usage: python -m benchmarks [NAME...]    runs the measures whose name contains one of the words, all without any"""
import importlib
import os
import pkgutil
import sys
import traceback

import benchmarks
from benchmarks import scale, table
from benchmarks.clouds import Clouds


def main():
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name != "__main__":
            importlib.import_module(f"benchmarks.{module.name}")
    # At scale there is nothing else to measure.
    words = sys.argv[1:] or (["at scale"] if os.environ.get("SCALE") == "large" else [])
    results = []
    try:
        run(words, results)
    finally:
        Clouds.remove()
        scale.Pair.remove()
    print("\n".join(table.rows(results)))
    missed = [name for name, result in results if isinstance(result, str) or not result.reached]
    print(f"{len(results) - len(missed)} reached, {len(missed)} missed" if results else "no such measure")
    sys.exit(bool(missed) or not results)


def run(words, results):
    """Appends (name, result or an error's text) of each wanted measure."""
    for name, function in table.MEASURES:
        if words and not any(word in name for word in words):
            continue
        print(f"bench: {name} (load {os.getloadavg()[0]:.1f})", flush=True)
        try:
            results.append((name, function()))
        except Exception as problem:  # noqa: BLE001 - one measure that fails must not hide the others
            traceback.print_exc()
            print("\n".join(Clouds.obituaries()), flush=True)
            results.append((name, f"{type(problem).__name__}: {problem}"))


main()
