/** The released schema that events follow: the one AWS Security Hub takes. `npm run test:schemas` holds them to it. */
export const ocsfVersion = '1.6.0';

const complianceFinding = 2003;

const activities = { create: [1, 'Create'], update: [2, 'Update'], close: [3, 'Close'] } as const;

export type Activity = keyof typeof activities;

export const product = { name: 'Strictwatch', vendor_name: 'Strictwatch' } as const;

/** What makes an event a Compliance Finding. */
export function classOf(activity: Activity) {
  const [id, name] = activities[activity];
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: complianceFinding,
    class_name: 'Compliance Finding',
    activity_id: id,
    activity_name: name,
    type_uid: complianceFinding * 100 + id,
    type_name: `Compliance Finding: ${name}`,
  };
}
