// Rows of strips: from switches (exact), or from values of intervals.

/** Of one cluster: in each pixel the colour of the sub-OWG it worked on longest. */
export function paintOwners(run, cluster, edges, colourOf, put) {
  const { switches, switchesOf, first } = run.info;
  const list = switchesOf[cluster];
  const width = edges.length - 1;
  let n = 0;
  let owner = first[cluster];
  while (n < list.length && switches.time[list[n]] <= edges[0]) owner = switches.to[list[n++]];
  const end = run.end;
  for (let x = 0; x < width && edges[x] < end; x++) {
    if (!(n < list.length && switches.time[list[n]] <= edges[x + 1])) { put(x, colourOf(owner)); continue; }
    const spent = new Map();
    let at = edges[x];
    while (n < list.length && switches.time[list[n]] <= edges[x + 1]) {
      const time = switches.time[list[n]];
      spent.set(owner, (spent.get(owner) ?? 0) + time - at);
      owner = switches.to[list[n++]];
      at = time;
    }
    spent.set(owner, (spent.get(owner) ?? 0) + edges[x + 1] - at);
    let best = owner;
    for (const [each, time] of spent) if (time > spent.get(best)) best = each;
    put(x, colourOf(best));
  }
}

/** Values of intervals that end at `at`: each pixel has the colour of the interval that its middle is in. */
export function paintIntervals(at, edges, colourOf, put) {
  let n = 0;
  for (let x = 0; x < edges.length - 1; x++) {
    const middle = (edges[x] + edges[x + 1]) / 2;
    while (n < at.length && at[n] < middle) n++;
    if (n >= at.length) return;
    put(x, colourOf(n));
  }
}

export function intervalAt(at, time) {
  let low = 0;
  let high = at.length - 1;
  while (low < high) { const middle = (low + high) >> 1; if (at[middle] < time) low = middle + 1; else high = middle; }
  return low;
}
