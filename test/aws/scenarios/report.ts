import { setTimeout } from 'node:timers/promises';
import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import {
  GetScheduleCommand,
  ListSchedulesCommand,
  UpdateScheduleCommand,
  type GetScheduleCommandOutput,
} from '@aws-sdk/client-scheduler';
import { describe, expect, test } from 'vitest';
import { createStore } from '../../../functions/adapters/dynamo.ts';
import { FindingEvent, type PostureEvent } from '../../../functions/core/finding-event.ts';
import { Report } from '../../../functions/core/posture/schema.ts';
import { formatNames, formats } from '../../../functions/core/report/files.ts';
import type { ReportReply } from '../../../functions/core/report/delivered.ts';
import { resources } from '../../policies/template.ts';
import { eventually, invoke } from '../aws.ts';
import type { Heard, Listener } from '../queues.ts';
import { deployedStack } from '../roles.ts';
import { permissive, show, watch, type Get } from '../steps.ts';
import { nameOf, stack, type World } from '../world.ts';

const names = formatNames.map((format) => `report.${formats[format].extension}`);

export function report(world: Get): void {
  describe('the bucket of reports', () => {
    test('is versioned, and refuses plain HTTP', async () => {
      const { s3 } = world().aws;
      const Bucket = world().outputs.reports;

      const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));

      expect(Status).toBe('Enabled');
      expect(JSON.parse(Policy)).toMatchObject({
        Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      });
    });

    // The emulator takes these from no template, so it is the one that was deployed that is looked at.
    test('is deployed private, encrypted and forgetful', async () => {
      const [[, bucket] = []] = resources(await deployedStack(world(), stack), 'AWS::S3::Bucket');

      expect(bucket?.Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 400 }] },
      });
    });
  });

  describe('a report of a tenant', () => {
    test('on demand is kept in every format, and leaves the period of the scheduled one', async () => {
      const { aws } = world();
      const mark = await storeOf(world()).lastReport('acme');

      const { files, told } = await reportOn(world(), { tenant: 'acme' });
      await world().alerts.acme.rest();

      expect(told.toSorted()).toEqual(['slack:strictwatch/slack', 'sns']);
      expect(files.map((uri) => uri.split('/').at(-1))).toEqual(names);
      expect(await storeOf(world()).lastReport('acme')).toEqual(mark);
      const [first = ''] = files;
      const Key = first.replace(`s3://${world().outputs.reports}/`, '');
      const head = await aws.s3.send(
        new HeadObjectCommand({ Bucket: world().outputs.reports, Key }),
      );
      expect(head).toMatchObject({ ContentType: 'text/html; charset=utf-8' });
      expect(head.ContentDisposition).toMatch(/^inline; filename="strictwatch-acme-/);
      expect(await textOf(world(), Key)).toMatch(/^<!doctype html>/i);
    });

    test('is sent when its schedule fires, and not twice for one moment', async () => {
      const { aws, alerts, slack, tenants } = world();
      tenants.acme.createApp(permissive('of-this-week'));
      await watch(world(), 'acme');
      await alerts.acme.rest();
      const posts = slack.posts();

      const event = await firing(world(), 'report-acme', alerts.acme);

      show('The weekly report as received from SQS', JSON.stringify(event, null, 2));
      expect(event).toMatchObject({ type: 'strictwatch.posture', scope: 'tenant' });
      expect(event.lines.join('\n')).toContain('of-this-week');
      const mark = await eventually(async () => {
        const found = await storeOf(world()).lastReport('acme');
        return found?.told?.length === 2 ? found : null;
      }, 'the mark');
      expect(mark).toMatchObject({ at: event.at, told: ['sns', 'slack:strictwatch/slack'] });
      expect(slack.posts()).toBe(posts + 1);
      const folder = folderIn(event);
      expect(await keysIn(world(), folder)).toEqual(names.map((name) => folder + name).toSorted());
      const [posture] = Report.parse(
        JSON.parse(await textOf(world(), `${folder}report.json`)),
      ).postures;
      expect(posture).toMatchObject({ tenant: { id: 'acme' }, at: event.at, isPast: false });

      // Scheduler and Lambda may both start a run twice.
      const again = await reportOn(world(), { tenant: 'acme', scheduled: event.at });

      expect([again.told, slack.posts(), await alerts.acme.next(1)]).toEqual([[], posts + 1, null]);
      expect(await storeOf(world()).lastReport('acme')).toEqual(mark);
      const { Versions = [] } = await aws.s3.send(
        new ListObjectVersionsCommand({ Bucket: world().outputs.reports, Prefix: folder }),
      );
      expect(Versions).toHaveLength(2 * names.length);
    });

    test('opens by its link without signing in, and without the signature it does not', async () => {
      const { posture } = await reportOn(world(), { tenant: 'acme' });
      await world().alerts.acme.rest();
      const link = posture.kept?.open?.link ?? '';

      const opened = await fetch(link);
      const closed = await fetch(link.replace(/\?.*/, ''));

      expect([opened.status, await opened.text()]).toEqual([
        200,
        expect.stringMatching(/^<!doctype html>/i),
      ]);
      expect(closed.status).toBe(403);
    });
  });

  describe('a report of the fleet', () => {
    test('is sent when its schedule fires, with every tenant of the table, and marks its own time', async () => {
      const { fleet } = world();
      await fleet.rest();
      const ofAcme = await storeOf(world()).lastReport('acme');

      const event = await firing(world(), 'report of the fleet', fleet);

      expect(event).toMatchObject({
        scope: 'fleet',
        tenant: 'fleet',
        environment: '4 tenants',
        command: 'npx strictwatch report --stack strictwatch --open',
      });
      const folder = folderIn(event);
      expect(folder).toMatch(/^fleet\/\d{4}\/[\dTZ-]+\/$/);
      const { overview } = Report.parse(JSON.parse(await textOf(world(), `${folder}report.json`)));
      expect(overview.map(({ tenant }) => `${tenant.id} ${tenant.environment}`).toSorted()).toEqual(
        ['acme production', 'beta development', 'large production', 'timed production'],
      );
      expect(await storeOf(world()).lastReport(null)).toMatchObject({ at: event.at });
      expect(await storeOf(world()).lastReport('acme')).toEqual(ofAcme);
      expect((await fetch(event.kept?.open?.link ?? '')).status).toBe(200);
    });

    test('is sent on demand, too', async () => {
      const { fleet, alerts } = world();
      const mark = await storeOf(world()).lastReport(null);

      const reply = await reportOn(world(), { fleet: true });

      expect(reply).toMatchObject({ tenant: 'fleet', fleet: true, told: ['sns'] });
      expect((await fleet.next())?.subject).toMatch(/^\[fleet, 4 tenants\] posture: /);
      // Whoever asked for one tenant is not told of all.
      expect(await alerts.beta.next(1)).toBeNull();
      expect(await storeOf(world()).lastReport(null)).toEqual(mark);
    });
  });
}

function storeOf({ aws, outputs }: World) {
  return createStore({ client: aws.dynamo, table: outputs.table });
}

async function reportOn({ aws }: World, payload: object): Promise<ReportReply> {
  const invoked = await invoke<ReportReply>(aws, nameOf('report'), payload);
  if (!invoked.ok) throw new Error(`the report failed: ${invoked.error}`);
  return invoked.reply;
}

/** Has a schedule fire within a minute or so, and puts it back as it was. */
async function firing(world: World, description: string, heard: Listener): Promise<PostureEvent> {
  const { scheduler } = world.aws;
  const schedule = await scheduleOf(world, description);
  const { Name, GroupName, FlexibleTimeWindow, Target, State } = schedule;
  const as = (ScheduleExpression: string | undefined) =>
    scheduler.send(
      new UpdateScheduleCommand({
        Name,
        GroupName,
        FlexibleTimeWindow,
        Target,
        State,
        Description: description,
        ScheduleExpression,
        ScheduleExpressionTimezone: schedule.ScheduleExpressionTimezone,
      }),
    );
  // A schedule's moment is a whole second: what was read within that second would come after it.
  await setTimeout(1_000 - (Date.now() % 1_000));
  await as('rate(1 minute)');
  const found = await eventually(() => heard.next(1), `the schedule ${description}`, 75);
  await as(schedule.ScheduleExpression);
  return postureIn(found);
}

async function scheduleOf({ aws }: World, description: string): Promise<GetScheduleCommandOutput> {
  const { Schedules = [] } = await aws.scheduler.send(new ListSchedulesCommand({}));
  const all = await Promise.all(
    Schedules.map(({ GroupName, Name }) =>
      aws.scheduler.send(new GetScheduleCommand({ GroupName, Name })),
    ),
  );
  const found = all.find(({ Description }) => Description === description);
  if (!found) throw new Error(`there is no schedule ${description}`);
  return found;
}

function postureIn({ message }: Heard): PostureEvent {
  const event = FindingEvent.parse(JSON.parse(message));
  if (event.type !== 'strictwatch.posture') throw new Error(`a posture was expected: ${message}`);
  return event;
}

/** Such as `tenants/acme/2026/2026-11-23T070000Z/`. */
function folderIn({ kept }: PostureEvent): string {
  return /^s3:\/\/[^/]+\/(.*\/)report\.html$/.exec(kept?.uri ?? '')?.[1] ?? '';
}

async function keysIn({ aws, outputs }: World, Prefix: string): Promise<string[]> {
  const { Contents = [] } = await aws.s3.send(
    new ListObjectsV2Command({ Bucket: outputs.reports, Prefix }),
  );
  return Contents.map(({ Key = '' }) => Key).toSorted();
}

async function textOf({ aws, outputs }: World, Key: string): Promise<string> {
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: outputs.reports, Key }));
  return (await Body?.transformToString()) ?? '';
}
