import { isRoot } from './event.ts';
import type { Event } from './event.ts';
import { textAt } from './json.ts';

const of = (service: string, names: RegExp) => (event: Event) =>
	event.source === `${service}.amazonaws.com` && names.test(event.name);

/** What changes something that a control watches, by what it is. */
export const changes = {
	iamPolicies: of(
		'iam',
		/^((Delete|Put)(Group|Role|User)Policy|(Create|Delete)Policy(Version)?|SetDefaultPolicyVersion|(At|De)tach(Role|User|Group)Policy|(Put|Delete)(User|Role)PermissionsBoundary)$/,
	),
	trails: of('cloudtrail', /^(((Create|Update|Delete)Trail)|(Start|Stop)Logging)$/),
	keys: of('kms', /^(DisableKey|ScheduleKeyDeletion)$/),
	buckets: of('s3', /^((Put|Delete)Bucket(Policy|Cors|Lifecycle|Replication)|PutBucketAcl)$/),
	recorders: of('config', /^((Delete|Put)DeliveryChannel|(Put|Stop)ConfigurationRecorder)$/),
	groups: of(
		'ec2',
		/^((Authorize|Revoke)SecurityGroup(In|E)gress|(Create|Delete)SecurityGroup|ModifySecurityGroupRules)$/,
	),
	networkAcls: of(
		'ec2',
		/^((Create|Delete)NetworkAcl(Entry)?|ReplaceNetworkAcl(Entry|Association))$/,
	),
	gateways: of(
		'ec2',
		/^((Create|Delete)CustomerGateway|(Attach|Create|Delete|Detach)InternetGateway)$/,
	),
	routes: of(
		'ec2',
		/^((Create|Replace|Delete)Route|(Create|Delete)RouteTable|ReplaceRouteTableAssociation|DisassociateRouteTable)$/,
	),
	networks: of(
		'ec2',
		/^((Create|Delete)Vpc|ModifyVpcAttribute|(Accept|Create|Delete|Reject)VpcPeeringConnection|(Attach|Detach)ClassicLinkVpc|(Dis|En)ableVpcClassicLink)$/,
	),
	organizations: of(
		'organizations',
		/^((Accept|Cancel|Decline)Handshake|(Attach|Create|Delete|Detach|Update)Policy|CreateAccount|(Create|Delete)Organization|(Create|Delete|Update)OrganizationalUnit|(Dis|En)ablePolicyType|EnableAllFeatures|InviteAccountToOrganization|LeaveOrganization|MoveAccount|RemoveAccountFromOrganization)$/,
	),
	securityHub: of(
		'securityhub',
		/^((En|Dis)ableSecurityHub|Batch(En|Dis)ableStandards|UpdateStandardsControl|DisableImportFindingsForProduct|DisassociateFromAdministratorAccount)$/,
	),
} satisfies Readonly<Record<string, (event: Event) => boolean>>;

/** What root did itself. */
export function isByRoot(event: Event): boolean {
	return (
		isRoot(event) &&
		textAt(event.record, 'userIdentity.invokedBy') === undefined &&
		event.eventType !== 'AwsServiceEvent'
	);
}
