/** The hub's resources by their names, as the OpenAPI document has them. */
import type { components, paths } from './schema';

type Schemas = components['schemas'];

export type Provider = Schemas['Provider'];
export type ProviderKind = Schemas['ProviderKind'];
export type Kind = Schemas['Kind'];
export type SecretForm = Schemas['KindSecret'];
export type Secret = Schemas['Secret'];
export type NewProvider = Schemas['NewProvider'];
export type ProviderChange = Schemas['ProviderChange'];
export type Credential = Schemas['Credential'];
export type NewCredential = Schemas['NewCredential'];
export type CredentialChange = Schemas['CredentialChange'];
export type Checked = Schemas['Checked'];
export type DiscoveredModel = Schemas['DiscoveredModel'];
export type Model = Schemas['Model'];
export type Price = Schemas['Price'];
export type Drift = Schemas['Drift'];
export type DriftReport = Schemas['DriftReport'];
export type Discovered = Schemas['Discovered'];
export type ModelType = Schemas['ModelType'];
export type NewModel = Schemas['NewModel'];
export type ModelChange = Schemas['ModelChange'];
export type Route = Schemas['Route'];
export type RouteTarget = Schemas['RouteTarget'];
export type RouteStrategy = Schemas['Strategy'];
export type NewRoute = Schemas['NewRoute'];
export type RouteChange = Schemas['RouteChange'];
export type ProviderHealth = Schemas['ProviderHealth'];
export type HealthStatus = Schemas['HealthStatus'];
export type Key = Schemas['Key'];
export type NewKey = Schemas['NewKey'];
export type CreatedKey = Schemas['CreatedKey'];
export type KeyChange = Schemas['KeyChange'];
export type Scope = Schemas['Scope'];
export type Organization = Schemas['Organization'];
export type Problem = Schemas['Problem'];
export type FieldError = Schemas['FieldError'];
export type Readiness = Schemas['Readiness'];
export type Me = Schemas['Me'];
export type Start = Schemas['Start'];
export type Named = Schemas['Named'];
export type Dimension = Schemas['Dimension'];
export type Interval = Schemas['Interval'];
export type Metrics = Schemas['Metrics'];
export type TokenCounters = Schemas['TokenCounts'];
export type Quantiles = Schemas['Percentiles'];
export type Usage = Schemas['Usage'];
export type Series = Schemas['UsageSeries'];
export type Operation = Schemas['Operation'];
export type RequestStatus = Schemas['RequestStatus'];
export type RequestRow = Schemas['Request'];
export type RequestDetail = Schemas['RequestInFull'];
export type AuditEvent = Schemas['AuditEvent'];

type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } }
  ? NonNullable<Q>
  : never;

export type UsageQuery = Query<'/api/analytics/usage'>;
export type RequestsQuery = Query<'/api/requests'>;
export type AuditQuery = Query<'/api/audit/events'>;

/** Which calls are meant, the same in usage and in lists. */
export type Filters = Pick<UsageQuery, Dimension>;
