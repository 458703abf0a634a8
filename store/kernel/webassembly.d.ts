/** What the kernel needs of WebAssembly, which the types of Node 20 leave out. */
declare namespace WebAssembly {
	class Module {
		constructor(bytes: Uint8Array);
	}

	class Memory {
		constructor(limits: { readonly initial: number; readonly maximum: number });
		/** Another object after the memory has grown; the old one is then empty. */
		readonly buffer: ArrayBuffer;
	}

	class Instance {
		constructor(module: Module, imports: Readonly<Record<string, object>>);
		readonly exports: Readonly<Record<string, unknown>>;
	}
}
