interface ValidatorModule {
  readonly schema: string;
  readonly out: string;
  readonly types: string;
  readonly functions: Readonly<Record<string, { readonly pointer: string; readonly type: string }>>;
}
export declare const VALIDATORS: readonly ValidatorModule[];
export declare function generate(entry: ValidatorModule): { readonly js: string; readonly dts: string };
