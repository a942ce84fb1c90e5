import type { Tenant } from './tenant.ts';

const dashboard = 'https://manage.auth0.com/dashboard';

/**
 * A tenant of the public cloud; the region is missing on old tenants in the United States. A custom domain
 * or a private cloud does not tell the tenant's name, so it has no address we could know.
 * Source: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/public-cloud-service-endpoints
 */
const publicCloud = /^([a-z0-9][a-z0-9-]*)(?:\.(au|ca|eu|jp|uk|us))?\.auth0\.com$/i;

/** Where a finding's subject is in the Auth0 Dashboard, or null where there is no page for it. */
export function dashboardLink(
  tenant: Pick<Tenant, 'domain'>,
  rule: string,
  subject: string,
): string | null {
  const [, name, region = 'us'] = publicCloud.exec(tenant.domain) ?? [];
  const page = pageOf(rule, subject);
  if (name === undefined || page === null) return null;
  return `${dashboard}/${region.toLowerCase()}/${name.toLowerCase()}${page}`;
}

/** True of an address this file made: renderers put no other into a link. */
export function isDashboardLink(link: string): boolean {
  return link.length <= 2000 && /^https:\/\/manage\.auth0\.com\/dashboard\/[\w./%-]+$/.test(link);
}

const apiRules = new Set(['api-open-to-permissive', 'default-permissions-widened']);

function pageOf(rule: string, subject: string): string | null {
  if (isAboutApi(rule)) return '/apis';
  if (isAboutApp(rule, subject)) return appPage(subject);
  // The toggle and the DCR settings are under Settings > Advanced. Source: seed page, "Migration tasks".
  return /^(dcr|settings|flag|toggle)-/.test(rule) ? '/tenant/advanced' : null;
}

/** Whether a finding's subject is the identifier of an API. */
export function isAboutApi(rule: string): boolean {
  return apiRules.has(rule) || rule.startsWith('api-');
}

/** Whether a finding's subject is the id of an app. */
export function isAboutApp(rule: string, subject: string): boolean {
  return rule.startsWith('app-') || (rule === 'creation-relies-on-default' && isAppId(subject));
}

/** A caller is an app or a user; a user's id has its connection before a bar. */
function isAppId(subject: string): boolean {
  return !subject.includes('|');
}

function appPage(id: string): string | null {
  const path = encode(id);
  // A browser would walk up the path at these two, which no encoding prevents.
  return path === '' || path === '.' || path === '..' ? null : `/applications/${path}/settings`;
}

/** Stricter than encodeURIComponent, which leaves characters that format text in Slack. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
