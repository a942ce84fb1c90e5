import type { Statement } from './evaluate.ts';
import { physicalId, resolve } from './resolve.ts';

/** The part of a synthesised template that is looked at. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: unknown }>
  >;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What a deployed stack's template refers to. */
export interface Deployed {
  readonly template: Template;
  /** By logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
  readonly account: string;
  readonly region: string;
  readonly stack: string;
  /** Outputs of all stacks, by `stack.output`. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface Role {
  readonly logicalId: string;
  readonly name: string;
  readonly statements: readonly Statement[];
  /** ARNs of policies that are not in the template, such as AWS's own. */
  readonly attached: readonly string[];
}

/**
 * The roles of a template with all that its policies say of them.
 * @throws {Error} for an intrinsic function or a reference it cannot resolve
 */
export function rolesOf(deployed: Deployed): Role[] {
  return resources(deployed, 'AWS::IAM::Role').map(([logicalId, { Properties = {} }]) => {
    const inline = (Properties['Policies'] ?? []) as { PolicyDocument: unknown }[];
    const documents = [
      ...inline.map(({ PolicyDocument }) => PolicyDocument),
      ...policiesOf(deployed, logicalId),
    ];
    const managed = (Properties['ManagedPolicyArns'] ?? []) as unknown[];
    return {
      logicalId,
      name: physicalId(deployed, logicalId),
      statements: documents.flatMap((document) => statementsOf(deployed, document)),
      attached: managed
        .filter((arn) => !isPolicyOf(deployed, arn))
        .map((arn) => String(resolve(deployed, arn))),
    };
  });
}

/** Documents of the policies that name the role, and of managed policies the role names. */
function policiesOf(deployed: Deployed, role: string): unknown[] {
  const own = resources(deployed, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy');
  const names = deployed.template.Resources[role]?.Properties?.['ManagedPolicyArns'];
  const named = ((names ?? []) as unknown[]).map(refOf);
  return own
    .filter(([id, { Properties = {} }]) => {
      const roles = (Properties['Roles'] ?? []) as unknown[];
      return named.includes(id) || roles.some((one) => refOf(one) === role);
    })
    .map(([, { Properties = {} }]) => Properties['PolicyDocument']);
}

function isPolicyOf({ template }: Deployed, arn: unknown): boolean {
  const id = refOf(arn);
  return id !== null && template.Resources[id]?.Type === 'AWS::IAM::ManagedPolicy';
}

function refOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'Ref' in value ? String(value.Ref) : null;
}

function statementsOf(deployed: Deployed, document: unknown): Statement[] {
  const { Statement } = resolve(deployed, document) as { Statement: Statement | Statement[] };
  return Array.isArray(Statement) ? Statement : [Statement];
}

export function resources({ template }: Deployed, ...types: string[]): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => types.includes(Type));
}
