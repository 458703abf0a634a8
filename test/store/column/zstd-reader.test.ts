import { expect, test } from 'vitest';
import { decoderNamed } from '../../../store/column/codec.ts';
import { readZstd } from '../../../store/column/zstd-reader.ts';

const text = Array.from(
	{ length: 400 },
	(_, row) => `{"row":${row},"name":"column value ${row % 37}"}\n`,
).join('');
const plain = new Uint8Array(Buffer.from(text));

/** The text as the zstd program compresses it, in base64. */
const frames: Readonly<Record<string, string>> = {
	sized: [
		'KLUv/WD0N2UfAJZsWRiQudABlVhYwBRb7i5FS1LKJFPaoNS/CnBdAE4ATwBkEiqRRoM+NTQzHpkOZzPmLpPHtrim',
		'5+FLCX3KJFNTNuTVtm3btm1JkiRJkiRJctu2bdu2bfuriGZskZbcABYOw6A4WCQQDAQDB4sCgQPioBhIEBwCBuKQ',
		'UGBwUAiu6Xn4UkIyYhGpUCZD3urMCVeO3LjBfauNttm8ydaN27Z9sE415BHLOm5dxzrWsY51rGMc4xjHOPbX6XNf',
		'3vP7+KuKasol1WKtRp2KiCYff1VRTdXQzHhkOpzNmLtMHtvimp6HLyRJkiRJkiRJkiRJkiTJv06f+/Ke38dfVVRT',
		'LqkWazXqVEQ0ZBIqkUaDPjU0Mx6ZDmcz5i6Tx7YEf50+9+U9v4+/qqimXFIt1mrUqYhoyCREGg361NB4ZDqczZi7',
		'TB7b4pqehy8lJCMWkQplMuStUtu2bdu2bdu2bdu2bdu2f50+9+U9v4JOqBJi+f0/A0IOIwKBAvEDEhhBIIPjQYLv',
		'SDwREOEG/ewIB1IkXYqUBChRbsBeXgyNsl+EF5YSKwYUiyArLgKqQTQIJ6EK2CGlPpjBHGaomIh5po6ZgMfs5sUs',
		'9TCHMpgd8JfpxMtK2+WG5bIG31tOVy1XeZYbPcskJstomOUjznKmZ5nEs2yus1zkLLeaLFPYLIMxy088y6nOMonP',
		'srFmuUqy3Cm1rIBbRnMug2qXR9vLEPzLk0NfuBVUQ1Eh4I8rmW2ZlaZCsxZNi2YsOhWtWWSqNLPSAq6YmfwUayUo',
		'HEBJ9a5FMxaditYsMlWaWWkqNGvFLFv4LLtjlqk6y4udZRWgZTTdMqByebK7DMW9PPdfFlIwr0KYofBRzMk8ZqX2',
		'NbZwMZOGT2MAJhpfMDljBlYzFuCXsYXmsqrvlqdrLZc4y5Ymy1WbZeDM8jvPMp2zLPdZZtQsr5Qsu9ksCz3LkZxl',
		'1zJhoV1DGdJfMSMw0RCQFBegJggJzEpBOIAkyMlmHWQ5TmIAZNJBIqnwDW8GGjaDGTZJGG6ECzOcFjafFTaOFDYG',
		'E2bEEm4SI2yOIWyKD26WDmYGG2wcGUyjTV06OR8T1s0pDKWs4940oAEhOIwr0M1XDNaZQNGFAea8ejmOx7gsAGdw',
		'e+NrukUM23x1NtZ6DWDDmeSnUebz8fPx8Px4flq+KeSvoyjqW3iUsdcYY+At1WyHR0PuPTRamdsbd7R8Xc3ry5rI',
		'j4Su75gRQ6bjkwz9zhgRYh0/ZdB3zIgh0wVfk0ktctpDtPdn382eKftB9nHsIbG3sO/Ann/95PW56yHX+60vrb+y',
		'nmIBMnfO5ficP/fnTsbNubmQJ6QCyLQC',
	].join(''),
	checked: [
		'KLUv/WT0N2UfAJZsWRiQudABlVhYwBRb7i5FS1LKJFPaoNS/CnBdAE4ATwBkEiqRRoM+NTQzHpkOZzPmLpPHtrim',
		'5+FLCX3KJFNTNuTVtm3btm1JkiRJkiRJctu2bdu2bfuriGZskZbcABYOw6A4WCQQDAQDB4sCgQPioBhIEBwCBuKQ',
		'UGBwUAiu6Xn4UkIyYhGpUCZD3urMCVeO3LjBfauNttm8ydaN27Z9sE415BHLOm5dxzrWsY51rGMc4xjHOPbX6XNf',
		'3vP7+KuKasol1WKtRp2KiCYff1VRTdXQzHhkOpzNmLtMHtvimp6HLyRJkiRJkiRJkiRJkiTJv06f+/Ke38dfVVRT',
		'LqkWazXqVEQ0ZBIqkUaDPjU0Mx6ZDmcz5i6Tx7YEf50+9+U9v4+/qqimXFIt1mrUqYhoyCREGg361NB4ZDqczZi7',
		'TB7b4pqehy8lJCMWkQplMuStUtu2bdu2bdu2bdu2bdu2f50+9+U9v4JOqBJi+f0/A0IOIwKBAvEDEhhBIIPjQYLv',
		'SDwREOEG/ewIB1IkXYqUBChRbsBeXgyNsl+EF5YSKwYUiyArLgKqQTQIJ6EK2CGlPpjBHGaomIh5po6ZgMfs5sUs',
		'9TCHMpgd8JfpxMtK2+WG5bIG31tOVy1XeZYbPcskJstomOUjznKmZ5nEs2yus1zkLLeaLFPYLIMxy088y6nOMonP',
		'srFmuUqy3Cm1rIBbRnMug2qXR9vLEPzLk0NfuBVUQ1Eh4I8rmW2ZlaZCsxZNi2YsOhWtWWSqNLPSAq6YmfwUayUo',
		'HEBJ9a5FMxaditYsMlWaWWkqNGvFLFv4LLtjlqk6y4udZRWgZTTdMqByebK7DMW9PPdfFlIwr0KYofBRzMk8ZqX2',
		'NbZwMZOGT2MAJhpfMDljBlYzFuCXsYXmsqrvlqdrLZc4y5Ymy1WbZeDM8jvPMp2zLPdZZtQsr5Qsu9ksCz3LkZxl',
		'1zJhoV1DGdJfMSMw0RCQFBegJggJzEpBOIAkyMlmHWQ5TmIAZNJBIqnwDW8GGjaDGTZJGG6ECzOcFjafFTaOFDYG',
		'E2bEEm4SI2yOIWyKD26WDmYGG2wcGUyjTV06OR8T1s0pDKWs4940oAEhOIwr0M1XDNaZQNGFAea8ejmOx7gsAGdw',
		'e+NrukUM23x1NtZ6DWDDmeSnUebz8fPx8Px4flq+KeSvoyjqW3iUsdcYY+At1WyHR0PuPTRamdsbd7R8Xc3ry5rI',
		'j4Su75gRQ6bjkwz9zhgRYh0/ZdB3zIgh0wVfk0ktctpDtPdn382eKftB9nHsIbG3sO/Ann/95PW56yHX+60vrb+y',
		'nmIBMnfO5ficP/fnTsbNubmQJ6QCyLQCGEpiMw==',
	].join(''),
	unsized: [
		'KLUv/QBIfR8ARq1bGJC50AGVWFjFFJvuLkRLUsokU9qg1L8KcGEATwBQACXSaNCnhmbGI9PhbMbcZfLYFtf0PHwp',
		'oU+ZZGrKhrzatm3bti1JkiRJkiRJbtu2bdu2bX8V0Ywt0pIb4pCwMDgoACwchkFxMJBAMBQQHAwsBA6Ig4IgUXAI',
		'GIhDwsLgoBD0PHwpIRmxiFQokyFvdeaEK0du3OC+1UbbbN5k68Zt2z5YpxryiGUdt65jHetYxzrWMY5xjGMc++v0',
		'uS/v+X38VUU15ZJqsVajTkVEQyahryqqqRqaGY9Mh7MZc5fJY1tc0/PwhSRJkiRJkiRJkiTJGSRJ8q/T57685/fx',
		'VxXVlEuqxVqNOhURDZmESqTRoE8NzYxHpsPZjLnL5LEtrgN/nT735T2/j7+qqKZcUi3WatSpiGjIJEQaDfrU0Hhk',
		'OpzNmLtMHtvimp6HLyUkIxaRCmUy5K1S27Zt27Zt27Zt27Y02rZt/zp97st7fh8PgkuoEmL19v8MQg4jAoEC8QMS',
		'eA6OBwm+I+FEQIQb1QcGmDSpi2d0hRQxQBkOSpURF/KUY7mfvUoNVsZxXQBEedCmc7wIpxtFqQUzG8JcFWAxn86Y',
		'cciYz17MVRPmSQhmBf9yGvZy1bs8irmsAHPLc0fLTZvlQcyyhs9yHGa56rM8iFlWMVlOg1kuepYncZZVPMtxOMtF',
		'z/IoyLKGzXIYkpnlLqrl9d0yuuFym7vMyLycs1+GCyAaCQMYalLV/OJQYHCUEBwKDI4SgkOBwVFCcCgwOEqI1x2r',
		'QhQwBhDFACU+PP71p/P46zn+dB5/PcefzuN+lmk4y3cky0qa5UfOMgXXsjlvmaq5HLBdNiFe9pZfHjKYe3aYrZgW',
		'89weM1F7jS+OmDXDpnEAIxo38J9xBKMZV/CXcQByWRXDlq9dLZc8y4k4y2vPsnic5fJnOf7SzDJ3zzK7ZvnuZLnt',
		'WRZCWV5CiEkmykpZKUOMUMIzhgCFmKCEY5oAijCgWBgNg+EwOAAo4hlmWACp+Buuxxq+cxkGiBjeogu7fguDjwq3',
		'A4Uv+4QBg4R3coSvHYQB8YN3ycFuTIOBEYPZ2qQjdJCtghLG4RQKcsiBATlEBMSMAj9t02SdD4aOM2MuF5RzuMcx',
		'NeAShm9WjRvDY1sUwOam14S+WKt6tD7y+fN4PPh8vjwqVUbqyBpRI2tKDakpdQxiS51djQeHR2o6JLqHkY46n9LQ',
		'vrPG+imv85OAfMebGTKNPQXIO/zModHYSUC+483IawLVwqR9Q3v27Cezj7KHyN7HvhN7Puwn2Oevh15vur5xPbv1',
		'o/Ul6zUsI+ezbtbNHpkz67Bc1p1nBZVLphU=',
	].join(''),
};

test.each(Object.entries(frames))(
	'a frame that is %s comes back, with or without Node',
	(_name, base64) => {
		const frame = new Uint8Array(Buffer.from(base64, 'base64'));
		expect(readZstd(frame, plain.length)).toEqual(plain);
		expect(new Uint8Array(decoderNamed('zstd').decompress(frame, plain.length))).toEqual(plain);
	},
);

test('a frame of another length, a torn one and what is no frame are refused', () => {
	const frame = new Uint8Array(Buffer.from(frames['sized'] ?? '', 'base64'));
	expect(() => readZstd(frame, plain.length - 1)).toThrow(RangeError);
	expect(() => readZstd(frame, plain.length + 1)).toThrow(RangeError);
	expect(() => readZstd(frame.subarray(0, 200), plain.length)).toThrow();
	expect(() => readZstd(plain, plain.length)).toThrow();
});
