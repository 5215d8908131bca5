// How the wafer lies: from the experiment and the plan in the trace, and from which TBU is of which cluster.

/** `section.key` -> number or text, of the experiment as the trace keeps it. */
export function settingsOf(text) {
  const found = {};
  let section = "";
  for (const line of text.split("\n")) {
    const head = /^\[(\w+)\]/.exec(line);
    if (head) { section = `${head[1]}.`; continue; }
    const pair = /^(\w+) = (.*)$/.exec(line);
    if (!pair) continue;
    const word = pair[2].trim();
    found[section + pair[1]] = word.startsWith('"') ? word.replace(/^"|"$/g, "").replaceAll('\\"', '"') : word === "true" || word === "false" ? word === "true" : Number(word);
  }
  return found;
}

/** Of the plan's words: names of sub-OWGs and their Task Blocks, and the shape of clusters if it is told. */
export function planOf(text) {
  const subOwgs = [];
  let current = null;
  for (const line of text.split("\n")) {
    const head = /^sub-OWG (\d+):/.exec(line);
    const task = /^ {2}(\S+) +[\d.]+ % /.exec(line);
    if (head) subOwgs[Number(head[1]) - 1] = current = { tasks: [] };
    else if (current && task) current.tasks.push(task[1]);
  }
  const shape = /clusters: \d+ of (\d+) x (\d+) TBUs/.exec(text);
  return { subOwgs, clusterShape: shape ? [Number(shape[1]), Number(shape[2])] : null };
}

/** Counts, and by TBU (row by row over the whole wafer) its cluster; -1: in none.  `pairs`: {tbu, cluster} columns. */
export function layoutOf(settings, plan, pairs) {
  const chipletRows = settings["wafer.chiplet_rows"] || 1;
  const chipletCols = settings["wafer.chiplet_cols"] || 1;
  const tbuRows = settings["wafer.tbu_rows"] || 8;
  const tbuCols = settings["wafer.tbu_cols"] || 8;
  const rows = chipletRows * tbuRows;
  const cols = chipletCols * tbuCols;
  const clusterOf = new Int32Array(rows * cols).fill(-1);
  if (pairs && pairs.tbu.length) {
    pairs.tbu.forEach((tbu, row) => { if (tbu < clusterOf.length) clusterOf[tbu] = pairs.cluster[row]; });
  } else if (plan.clusterShape) {
    const [tall, wide] = plan.clusterShape;
    const across = Math.floor(cols / wide);
    clusterOf.forEach((_, tbu) => {
      const row = Math.floor(Math.floor(tbu / cols) / tall);
      const col = Math.floor((tbu % cols) / wide);
      if (col < across) clusterOf[tbu] = row * across + col;
    });
  }
  const clusters = clusterOf.reduce((most, cluster) => Math.max(most, cluster), -1) + 1;
  return { chipletRows, chipletCols, tbuRows, tbuCols, rows, cols, clusterOf, clusters };
}
