import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  type IBucket,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** What others need to know of the bucket. */
export type Reports = Pick<IBucket, 'bucketArn' | 'bucketName'>;

/** Days for which what was written over is kept. */
const noncurrentDays = 30;

/**
 * The bucket that keeps reports; nothing in it is public. Its name is left to CloudFormation, as the table's is. See
 * docs/decisions/0037.
 */
export function addReports(scope: Construct, retentionDays: number): Reports {
  const bucket = new Bucket(scope, 'Reports', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    lifecycleRules: [
      {
        id: 'forget',
        expiration: Duration.days(retentionDays),
        noncurrentVersionExpiration: Duration.days(noncurrentDays),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
    ],
    // What was reported must outlive the monitor.
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions::AwsSolutions-S1',
    reason:
      'Who reads reports is told by data events of CloudTrail, which see what access logs see and arrive for certain; whether to pay for them is the account’s to decide.',
  });
  return bucket;
}
