/** What a tool sends as its user agent. */
interface Tool {
  readonly name: string;
  readonly sends: RegExp;
}

/**
 * The first that fits counts: a tool names the library it is made with, too. A user agent is what a caller says of itself
 * and proves nothing. Sources: source text of each on GitHub, or, where it says so, from knowledge.
 */
const tools: readonly Tool[] = [
  // auth0/terraform-provider-auth0, internal/config/config.go.
  { name: 'Terraform provider', sends: /^Terraform-Provider-Auth0\// },
  // The same in its first versions: "Go-Auth0-SDK/…; Terraform-SDK/…; Terraform/…".
  { name: 'Terraform provider', sends: /^Go-Auth0-SDK\/.*Terraform/ },
  // auth0/auth0-deploy-cli, src/context/index.ts.
  { name: 'Auth0 Deploy CLI', sends: /^deploy-cli\// },
  // auth0/auth0-cli, internal/cli/cli.go.
  { name: 'Auth0 CLI', sends: /^Auth0 CLI\// },
  // auth0/go-auth0, internal/client/client.go; in recorded requests too.
  { name: 'go-auth0', sends: /^Go-Auth0\// },
  // auth0/node-auth0 2 sends "node.js/24.1.0"; since version 5 it names nothing, and Node's fetch sends "node".
  { name: 'Node.js (such as node-auth0)', sends: /^node(\.js\/|$)/ },
  // auth0/auth0-python, telemetry.
  { name: 'Python (such as auth0-python)', sends: /^Python\/3[\d.]*$/ },
  // From knowledge: these name themselves so by default.
  { name: 'curl', sends: /^curl\// },
  { name: 'Postman', sends: /^PostmanRuntime\// },
  { name: 'browser', sends: /^Mozilla\/5\.0 \(/ },
];

/** The tool a user agent names, or null. */
export function toolOf(userAgent: string): string | null {
  return tools.find(({ sends }) => sends.test(userAgent))?.name ?? null;
}
