"""One engine on one input: CPU of its work, printed as JSON, and its results for the comparison.

    run.py make-matrix | make-table  GENERATOR SIZE... OUT     with the peer's interpreter, whose packages the generators import
    run.py own-complexity | peer-complexity  INPUT OUT
    run.py own-io | peer-io  INPUT OUT

The figure is that of a second run: imports, and here what is compiled, are in the first. The peer's first run is on a corner of
the input, for it compiles nothing and takes long.
"""

import importlib.util
import json
import sys
import time
from pathlib import Path

import numpy as np


def load_generator(path: str):
    spec = importlib.util.spec_from_file_location("generator", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def save(out: str, **arrays: np.ndarray) -> None:
    # By a file, not a name: a name would get an ending.
    with Path(out).open("wb") as file:
        np.savez(file, **arrays)


def make_matrix(generator: str, regions: str, industries: str, out: str) -> None:
    size = int(regions), int(industries)
    save(out, values=load_generator(generator).gen_eco(*size, seed=sum(size)))


def make_table(generator: str, sectors: str, out: str) -> None:
    flows, demand, output = load_generator(generator).gen_io(int(sectors), seed=int(sectors))
    save(out, flows=flows, demand=demand, output=output)


def own_complexity(values: np.ndarray) -> tuple[float, dict]:
    from gaodi.structure import build_industry_frame, build_pair_frame, build_region_frame, measure_complexity

    started = time.process_time()
    found = measure_complexity(values)
    frame, *_ = build_pair_frame(found), build_region_frame(found), build_industry_frame(found)
    cpu_s = time.process_time() - started
    told = {name: getattr(found, name) for name in ("eci", "pci", "density", "coi", "cog")}
    return cpu_s, told | {"n_rows": np.array(frame.height)}


def peer_complexity(values: np.ndarray) -> tuple[float, dict]:
    import warnings

    import ecomplexity
    import pandas as pd

    warnings.filterwarnings("ignore")
    n_regions, n_industries = values.shape
    columns = {name: name for name in ("time", "loc", "prod", "val")}
    frame = pd.DataFrame(
        {
            "time": 0,
            "loc": np.repeat(np.arange(n_regions), n_industries),
            "prod": np.tile(np.arange(n_industries), n_regions),
            "val": values.ravel(),
        }
    )
    started = time.process_time()
    found = ecomplexity.ecomplexity(frame, columns, check_logsupermodularity=False, verbose=False)
    cpu_s = time.process_time() - started
    found = found.sort_values(["loc", "prod"])
    kept = values.sum(axis=0) > 0

    def shape(name: str) -> np.ndarray:
        return found[name].to_numpy().reshape(n_regions, n_industries)[:, kept]

    told = {name: shape(name) for name in ("density", "cog")}
    told |= {"eci": shape("eci")[:, 0], "coi": shape("coi")[:, 0], "pci": shape("pci")[0]}
    return cpu_s, told | {"n_rows": np.array(len(found))}


def own_io(flows: np.ndarray, demand: np.ndarray, output: np.ndarray) -> tuple[float, dict]:
    from gaodi.structure import build_accounts, build_table, measure_extraction, measure_linkages

    started = time.process_time()
    accounts = build_accounts(build_table(flows, output))
    linkages, extraction = measure_linkages(accounts), measure_extraction(accounts)
    cpu_s = time.process_time() - started
    told = {"A": accounts.inputs, "L": accounts.leontief, "B": accounts.shares, "G": accounts.ghosh}
    told |= {name: getattr(extraction, name) for name in ("full", "purchases", "sales", "supply")}
    return cpu_s, told | {"backward": linkages.backward, "forward": linkages.forward}


def peer_io(flows: np.ndarray, demand: np.ndarray, output: np.ndarray) -> tuple[float, dict]:
    import pandas as pd
    import pymrio

    names = [f"s{place}" for place in range(output.size)]
    index = pd.MultiIndex.from_product([["r0"], names], names=["region", "sector"])
    uses = pd.MultiIndex.from_product([["r0"], ["fd"]], names=["region", "category"])
    system = pymrio.IOSystem(
        Z=pd.DataFrame(flows, index=index, columns=index), Y=pd.DataFrame(demand, index=index, columns=uses)
    )
    started = time.process_time()
    system.calc_all()
    cpu_s = time.process_time() - started
    shares = pymrio.calc_B(system.Z, system.x)
    ghosh = pymrio.calc_G(shares, system.L, system.x)
    frames = {"A": system.A, "L": system.L, "B": shares, "G": ghosh}
    return cpu_s, {name: frame.to_numpy() for name, frame in frames.items()}


def take_corner(given: dict) -> dict:
    """Return a small input of the same kind."""
    if "values" in given:
        return {"values": given["values"][:60, :60]}
    flows, demand = given["flows"][:60, :60], given["demand"][:60]
    return {"flows": flows, "demand": demand, "output": flows.sum(axis=1) + demand[:, 0]}


ENGINES = {
    "own-complexity": own_complexity,
    "peer-complexity": peer_complexity,
    "own-io": own_io,
    "peer-io": peer_io,
}


def main() -> None:
    task, *words = sys.argv[1:]
    if task == "make-matrix":
        make_matrix(*words)
        return
    if task == "make-table":
        make_table(*words)
        return
    given = dict(np.load(words[0]))
    engine = ENGINES[task]
    if task.startswith("own"):
        # The whole input once: what is compiled is compiled, or read from disk, in the first run.
        first_s, _ = engine(**given)
    else:
        first_s, _ = engine(**take_corner(given))
    cpu_s, told = engine(**given)
    save(words[1], **told)
    print(json.dumps({"work_s": cpu_s, "first_s": first_s}))


if __name__ == "__main__":
    main()
