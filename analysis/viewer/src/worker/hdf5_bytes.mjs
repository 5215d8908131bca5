// Imported before the HDF5 library, which begins to compile as soon as it is imported: its WebAssembly comes from the page.
export let provideHdf5 = null;
globalThis.octosimHdf5 = new Promise((resolve) => { provideHdf5 = resolve; });
