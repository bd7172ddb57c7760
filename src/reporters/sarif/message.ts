/** Texts and places as SARIF writes them. */
import type { PlaceReport, ResourceReport } from '../../report.ts';
import { visible } from '../escape.ts';

/** A plain text: what would act on a reader is visible, what SARIF reads as a link or a placeholder is literal. */
export const sarifText = (text: string): string =>
  visible(text, true)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');

/** Whether a viewer of the repository can open the file: not standard input, not a file elsewhere. */
export const isInRepository = ({ file }: PlaceReport): boolean =>
  file !== '-' && !/^([a-z][a-z\d+.-]*:|[\\/])/i.test(file) && !file.split(/[\\/]/).includes('..');

/** Where nothing of the input is a file of the repository and no configuration asked: the file that would ask. */
const NOWHERE: PlaceReport = { file: 'byo-net.config.yaml', pointer: '', line: 1, column: 1 };

/** The first of the places that is in the repository. */
export const bestPlace = (...places: readonly (PlaceReport | undefined)[]): PlaceReport =>
  places.find((place) => place !== undefined && isInRepository(place)) ?? NOWHERE;

export const physicalLocation = ({ file, line = 1, column }: PlaceReport) => ({
  artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
  region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
});

const uriOf = (file: string): string =>
  file
    .split(/[\\/]/)
    .filter((part) => part !== '.' && part !== '')
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');

export const logicalLocation = ({ id, name, account, region }: ResourceReport) => ({
  name: visible(name ?? id, true),
  fullyQualifiedName: visible([account, region, id].filter((part) => part !== undefined).join('/'), true),
  kind: 'resource',
});
