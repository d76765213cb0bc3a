"""The dynamic programme over one person's days, compiled.

Layer t holds, for every node and every combination of totals so far, the least cost of a row of
days before t. Minutes are the innermost axis, so that a day's step over them is one loop over
contiguous memory. All costs are scaled integers: the least cost is exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from operations.core.staffing.columns.arrays import NO

HALF = 1 << 28


@njit(cache=True, nogil=True, boundscheck=False)
def cheapest(
    buffer: Any, hubs: Any, sizes: Any, first: int, last: int, start: int, nodes: int,
    kinds: Any, price: Any, units: Any, inc_a: Any, inc_b: Any, low: Any, high: Any,
    pull_at: Any, target: Any, source: Any, week: Any, pull_price: Any,
    option_at: Any, options: Any,
    hub_at: Any, base: Any, member_at: Any, member: Any,
    trans: Any, trans_cost: Any, trans_week: Any,
    end_cost: Any, end_week: Any, cost_m: Any, cost_w: Any, cost_a: Any, cost_b: Any,
    row: Any,
) -> int:  # fmt: skip
    """The least cost of days [first, last) from node `start`; the options go to `row`.

    buffer: (last - first + 1) * nodes * block int32. hubs: most hubs of a kind * block int32.
    sizes: numbers of totals of minutes, weekends, counters a and b; block is their product.
    price[t, option]: scaled cost of an option on day first + t, NO where it may not be. low,
    high[t]: minutes (units) that matter before day first + t. end_cost[node]: what follows costs;
    end_week[node]: worked weekends that it adds. cost_*: what each total costs at the end; of
    weekends there are more than are counted inside.
    Returns NO when there is no row.
    """
    size_m, size_w, size_a, size_b = sizes[0], sizes[1], sizes[2], sizes[3]
    block = size_m * size_w * size_a * size_b
    lines = size_w * size_a * size_b
    layer = nodes * block
    for i in range(layer):
        buffer[i] = NO
    buffer[start * block] = 0
    days = last - first
    for t in range(days):
        kind = kinds[first + t]
        here, there = layer * t, layer * (t + 1)
        lo, hi = low[t], high[t]
        for i in range(there, there + layer):
            buffer[i] = NO
        for h in range(hub_at[kind], hub_at[kind + 1]):
            at = (h - hub_at[kind]) * block
            from_base = base[h] * block
            begun = False
            if base[h] >= 0:
                for line in range(lines):
                    q = line * size_m
                    for m in range(lo, hi + 1):
                        hubs[at + q + m] = hubs[from_base + q + m]
                begun = True
            for k in range(member_at[h], member_at[h + 1]):
                src = here + member[k] * block
                for line in range(lines):
                    q = line * size_m
                    if begun:
                        for m in range(lo, hi + 1):
                            value = buffer[src + q + m]
                            old = hubs[at + q + m]
                            hubs[at + q + m] = value if value < old else old
                    else:
                        for m in range(lo, hi + 1):
                            hubs[at + q + m] = buffer[src + q + m]
                begun = True
        for p in range(pull_at[kind], pull_at[kind + 1]):
            o = options[option_at[p]]
            c = price[t, o]
            for k in range(option_at[p] + 1, option_at[p + 1]):
                c = min(c, price[t, options[k]])
            if c >= HALF:
                continue
            c += pull_price[p]
            step, w_step, a_step, b_step = units[o], week[p], inc_a[o], inc_b[o]
            if size_w == 1:
                w_step = 0
            from_hub = source[p] >= nodes
            src = (source[p] - nodes) * block if from_hub else here + source[p] * block
            dst = there + target[p] * block
            top = min(hi, size_m - 1 - step)
            for a in range(size_a - a_step):
                for b in range(size_b - b_step):
                    for w in range(size_w - w_step):
                        s = src + ((a * size_b + b) * size_w + w) * size_m
                        d = dst + (
                            ((a + a_step) * size_b + b + b_step) * size_w + w + w_step
                        ) * size_m + step  # fmt: skip
                        if from_hub:
                            for m in range(lo, top + 1):
                                value = hubs[s + m] + c
                                old = buffer[d + m]
                                buffer[d + m] = value if value < old else old
                        else:
                            for m in range(lo, top + 1):
                                value = buffer[s + m] + c
                                old = buffer[d + m]
                                buffer[d + m] = value if value < old else old
    best, best_node, best_a, best_b, best_w, best_m = NO, -1, 0, 0, 0, 0
    here = layer * days
    for n in range(nodes):
        if end_cost[n] >= HALF:
            continue
        for a in range(size_a):
            for b in range(size_b):
                for w in range(size_w):
                    total_w = w + end_week[n]
                    if total_w >= cost_w.shape[0]:
                        continue
                    extra = end_cost[n] + cost_w[total_w] + cost_a[a] + cost_b[b]
                    if extra >= HALF:
                        continue
                    q = here + n * block + ((a * size_b + b) * size_w + w) * size_m
                    for m in range(low[days], high[days] + 1):
                        value = buffer[q + m] + cost_m[m] + extra
                        if value < best:
                            best, best_node = value, n
                            best_a, best_b, best_w, best_m = a, b, w, m
    if best >= HALF:
        return NO
    n, a, b, w, m = best_node, best_a, best_b, best_w, best_m
    for t in range(days - 1, -1, -1):
        kind = kinds[first + t]
        here, there = layer * t, layer * (t + 1)
        value = buffer[there + n * block + ((a * size_b + b) * size_w + w) * size_m + m]
        found = False
        for before in range(nodes):
            for o in range(trans.shape[2]):
                if trans[kind, before, o] != n or price[t, o] >= HALF:
                    continue
                w_step = trans_week[kind, before, o] if size_w > 1 else 0
                m0, w0, a0, b0 = m - units[o], w - w_step, a - inc_a[o], b - inc_b[o]
                if m0 < low[t] or m0 > high[t] or w0 < 0 or a0 < 0 or b0 < 0:
                    continue
                q = here + before * block + ((a0 * size_b + b0) * size_w + w0) * size_m + m0
                if buffer[q] + price[t, o] + trans_cost[kind, before, o] == value:
                    row[t] = o
                    n, a, b, w, m = before, a0, b0, w0, m0
                    found = True
                    break
            if found:
                break
        if not found:
            return NO
    return best


@njit(cache=True, nogil=True, boundscheck=False)
def walk(
    row: Any, first: int, last: int, node: int, kinds: Any, trans: Any, cost: Any, week: Any
) -> tuple[int, int, int]:
    """Days [first, last) of `row` (options by day of the horizon) from a node: the node after
    them (-1: not lawful), what sequences cost, worked weekends."""
    total, weeks = 0, 0
    for t in range(first, last):
        option = row[t]
        after = trans[kinds[t], node, option]
        if after < 0:
            return -1, 0, 0
        total += cost[kinds[t], node, option]
        weeks += week[kinds[t], node, option]
        node = after
    return node, total, weeks


@njit(cache=True, nogil=True, boundscheck=False)
def walks(
    row: Any, first: int, last: int, kinds: Any, trans: Any, cost: Any, week: Any,
    after_cost: Any, after_week: Any,
) -> None:  # fmt: skip
    """`walk` from every node: costs (NO: not lawful) and worked weekends."""
    for node in range(trans.shape[1]):
        end, total, weeks = walk(row, first, last, node, kinds, trans, cost, week)
        after_cost[node] = NO if end < 0 else total
        after_week[node] = 0 if end < 0 else weeks


@njit(cache=True, nogil=True, boundscheck=False)
def reduced(
    cells: Any, shut: Any, duals: Any, line: Any, weight: Any, cell: Any, exists: Any, first: int,
    price: Any, variant: Any,
) -> None:  # fmt: skip
    """What days from `first` on cost less what prices of lines pay for them: price[t, option], NO
    where it may not be, and the variant that is paid most, the first of several.

    cells[t, option]: own costs; shut likewise, empty where nothing is. Entry i of line and cell:
    who has flat cell[i] of exists[variant, day, option] counts for line[i], as weight[line[i]].
    """
    variants, days, options = exists.shape
    paid = np.zeros(variants * days * options, dtype=np.int64)
    for i in range(len(line)):
        paid[cell[i]] += duals[line[i]] * weight[line[i]]
    for t in range(len(price)):
        for option in range(options):
            best, by = 0, -1
            for v in range(variants):
                mine = paid[(v * days + first + t) * options + option]
                if exists[v, first + t, option] and (by < 0 or mine > best):
                    best, by = mine, v
            variant[t, option] = by
            closed = len(shut) > 0 and shut[t, option]
            price[t, option] = NO if closed or cells[t, option] >= NO else cells[t, option] - best
