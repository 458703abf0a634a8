/** A format that may hold records and that is not read. */
interface FileFormat {
	/** Words after "it is". */
	readonly name: string;
	readonly next: string;
	readonly isIt: (bytes: Uint8Array) => boolean;
}

const tarHeaderBytes = 512;
const tarSumAt = 148;
const tarSumBytes = 8;

const formats: readonly FileFormat[] = [
	{
		name: 'a bzip2 file',
		next: 'unpack it with bunzip2 and read the result',
		isIt: bytes => startsWith(bytes, 'BZh') && startsWith(bytes, '1AY&SY', 4),
	},
	{
		name: 'an xz file',
		next: 'unpack it with unxz and read the result',
		isIt: bytes => startsWith(bytes, '\u00fd7zXZ\0'),
	},
	{
		name: 'a zip archive',
		next: 'unpack it with unzip and read the folder',
		isIt: bytes => ['PK\u0003\u0004', 'PK\u0005\u0006'].some(start => startsWith(bytes, start)),
	},
	{
		name: 'a tar archive',
		next: 'unpack it with tar -x and read the folder',
		isIt: bytes => isTar(bytes),
	},
	{
		name: 'a 7-Zip archive',
		next: 'unpack it with 7z x and read the folder',
		isIt: bytes => startsWith(bytes, '7z\u00bc\u00af\u0027\u001c'),
	},
	{
		name: 'an lz4 file',
		next: 'unpack it with unlz4 and read the result',
		isIt: bytes => startsWith(bytes, '\u0004\u0022\u004d\u0018'),
	},
	{
		name: 'a snappy file',
		next: 'unpack it and read the result',
		isIt: bytes => startsWith(bytes, '\u00ff\u0006\0\0sNaPpY'),
	},
	{
		name: 'a Parquet file, as Security Lake and Athena write it',
		next: 'export the events as JSON, or read the logs of the trail in S3',
		isIt: bytes => startsWith(bytes, 'PAR1'),
	},
	{
		name: 'an ORC file',
		next: 'export the events as JSON, or read the logs of the trail in S3',
		isIt: bytes => startsWith(bytes, 'ORC') && (bytes[3] ?? 0x20) < 0x20,
	},
	{
		name: 'an Avro file',
		next: 'export the events as JSON, or read the logs of the trail in S3',
		isIt: bytes => startsWith(bytes, 'Obj\u0001'),
	},
];

/** Names a format that is not read, with what to do, as words after "it"; undefined for others. */
export function unreadFormat(bytes: Uint8Array): string | undefined {
	const format = formats.find(({ isIt }) => isIt(bytes));
	return format && `is ${format.name}; ${format.next}`;
}

/** @param text - Latin-1 */
function startsWith(bytes: Uint8Array, text: string, from = 0): boolean {
	for (let index = 0; index < text.length; index++) {
		if (bytes[from + index] !== text.charCodeAt(index)) {
			return false;
		}
	}

	return true;
}

/** Old archives have no mark; their header has the sum of its bytes, its own field as spaces. */
function isTar(bytes: Uint8Array): boolean {
	if (bytes.length < tarHeaderBytes || bytes[0] === 0) {
		return false;
	}

	let sum = 0;
	for (let at = 0; at < tarHeaderBytes; at++) {
		sum += at >= tarSumAt && at < tarSumAt + tarSumBytes ? 0x20 : bytes[at]!;
	}

	const field = Buffer.from(bytes.subarray(tarSumAt, tarSumAt + tarSumBytes)).toString('latin1');
	const stated = /^ *([0-7]+)[\0 ]*$/.exec(field)?.[1];
	return stated !== undefined && Number.parseInt(stated, 8) === sum;
}
