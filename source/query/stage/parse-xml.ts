import { textOf } from '../comparison.ts';
import { sourceVector, type Extracted } from '../frame/extraction.ts';
import type { Frame } from '../frame/frame.ts';
import { memoByCode } from '../frame/vector.ts';
import { parseXml, textAtPath } from '../frame/xml.ts';
import { quoteName, quoteString, stringBody, unescapeString } from '../syntax/escape.ts';
import { refuseSameNames } from '../syntax/same-names.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { readXmlPath, type XmlPath } from '../syntax/xml-path.ts';
import { parseCompletion } from './parse-completion.ts';
import { readSourceField } from './read-parts.ts';
import { adding } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { flagWord, sourceField } from './stage-text.ts';
import { extractionStep } from './steps.ts';

export interface ParseXmlStage extends StageNode {
	readonly kind: 'parse-xml';
	/** Undefined: the whole event. */
	readonly field: Field | undefined;
	readonly paths: readonly XmlPath[];
	/** One a path. */
	readonly names: readonly string[];
	readonly nodrop: boolean;
}

export const parseXmlStage: StageSpec<ParseXmlStage> = {
	kind: 'parse-xml',
	help: {
		name: 'parse xml',
		aliases: ['xml'],
		group: 'extract',
		takes: 'any',
		tier: 'later',
		syntax: 'parse xml [field=f] "/a/b[2]/text()", "/a/b[@k=1]/@id" [as x, y] [nodrop]',
		help: 'takes texts and attributes by their path from the root of an XML text',
		snippet: 'parse xml "/root/element" as value',
		keywords: ['xml', 'field', 'nodrop'],
		example:
			'| parse xml field=responseElements.sAMLMetadataDocument "/EntityDescriptor/@entityID" as entity nodrop | count by entity',
	},
	read: reader => {
		const field = readSourceField(reader);
		const { paths, names: fields } = reader.named(
			'parse xml',
			() => readPath(reader),
			({ text }) => text,
		);
		refuseSameNames(reader, fields);
		const names = fields.map(({ name }) => name);
		const nodrop = reader.takeWord('nodrop') !== undefined;
		return { kind: 'parse-xml', field, paths, names, nodrop };
	},
	print: stage => {
		const paths = stage.paths.map(({ text }) => quoteString(text)).join(', ');
		const as = stage.names.map(quoteName).join(', ');
		return `parse xml ${sourceField(stage.field)}${paths} as ${as}${flagWord(stage.nodrop, 'nodrop')}`;
	},
	name: () => 'parse xml',
	explain: stage => stage.paths.map(({ text }) => text).join(', '),
	reads: stage => (stage.field === undefined ? [] : [stage.field]),
	makes: (stage, before) => adding(before, stage.names),
	run: {
		class: 'rows',
		start: (stage, _, noted) =>
			extractionStep(stage.names, { nodrop: stage.nodrop, noted }, frame => textsAt(frame, stage)),
		extraction: { nodrop: stage => stage.nodrop },
		demands: stage => ({ text: stage.field === undefined }),
	},
	complete: parseCompletion,
	drill: {
		made: stage => stage.names.map(name => name.toLowerCase()),
		dropsRows: false,
	},
};

function readPath(reader: Reader): XmlPath {
	const token = reader.stringToken('a path');
	const text = unescapeString(stringBody(token.text));
	const path = readXmlPath(text);
	if (path === undefined) {
		reader.fail(
			reader.span(token.start),
			`"${text}" is no path of XML`,
			'write it from the root down: /a/b[2]/@id, /a/b[@k="x"]/text()',
		);
	}

	return path;
}

function textsAt(frame: Frame, { field, paths, names }: ParseXmlStage): readonly Extracted[] {
	const codes = sourceVector(frame, field);
	const texts = memoByCode(codes.size, code => {
		const text = codes.value(code);
		const tree = text === null ? undefined : parseXml(textOf(text));
		return paths.map(path => (tree === undefined ? undefined : textAtPath(tree, path)));
	});
	return names.map((name, index) => ({
		name,
		codes,
		hit: code => texts(code)[index] !== undefined,
		value: code => texts(code)[index] ?? null,
	}));
}
