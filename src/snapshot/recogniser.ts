/**
 * All that this room knows of a provider. Each provider brings one; the room itself speaks of files, documents and
 * gaps only, so a new provider changes nothing here.
 */
import type { JsonObject, Sets } from './canonical.ts';

/** One answer found in a file. */
export interface Recognised {
  readonly call: string;
  readonly arguments?: Readonly<Record<string, string>>;
  /** Where the answer itself says whose it is; it beats the folders. */
  readonly account?: string;
  readonly region?: string;
  /** Where one file holds several answers: the part of it that is this one. Otherwise the whole body is. */
  readonly body?: JsonObject;
}

/** What a text holds, and which parts of it look like an answer and cannot be read: those cost the rest nothing. */
export interface RecognisedText {
  readonly answers: readonly Recognised[];
  /** One clause each: "the block at line 4 is no YAML: …". */
  readonly unread: readonly string[];
}

/** A part of an answer that is missing. */
export interface Unanswered {
  readonly why: string;
  /** The region that it would have spoken of, where that is known. */
  readonly region?: string;
}

/** A call as the name of a file tells it. */
export interface NamedCall extends Omit<Recognised, 'body'> {
  /** What the call takes: "ec2:DescribeNatGateways". */
  readonly permission: string;
}

/** What a person did to an answer, and the command that writes it whole. */
export interface PartOfAnswer {
  readonly what: string;
  readonly remedy: string;
}

/** An answer that cannot be placed as it stands, and what the person does about it. */
export interface Unplaceable {
  readonly why: string;
  readonly remedy: string;
}

export interface Recogniser {
  readonly provider: string;
  /** A command to paste that makes a file this provider's recogniser reads. */
  readonly example: string;
  /**
   * The key that a list stands under in this provider's answers, where its CLI prints the list alone: such a file is
   * read as if the list stood there.
   */
  readonly bareList?: string;
  /** Which answers a JSON object is, told by its keys; empty where it is none. `path` is the file's path within the input. */
  recognise(body: JsonObject, path: string): readonly Recognised[] | Unplaceable;
  /** Which answers a file that is no JSON holds; each brings a body. */
  recogniseText?(text: string, path: string): RecognisedText;
  /** The call that a file is named after, where the file itself says nothing: it is empty. */
  named?(path: string): NamedCall | undefined;
  /** The call of which a value is a part, not the answer: what a filter of the provider's CLI left of it. */
  part?(value: unknown, path: string): PartOfAnswer | undefined;
  /** Whether any check looks at the answers to a call. */
  reads(call: string): boolean;
  /** Why an answer is not the whole answer ("NextToken …": pages were left unread); empty where it is. */
  incomplete(body: JsonObject): readonly Unanswered[];
  /** Account and region as the folders above a file tell them, outermost folder first. */
  scope(folders: readonly string[]): { readonly account?: string; readonly region?: string };
  /** The lists of this provider's answers whose order has no meaning. */
  readonly sets: Sets;
}
