import type { JSX } from 'preact';
import type { ServicesAnswer } from '../../api.js';
import { useQuery } from '../state/use-query.js';
import { Choice } from './choice.js';

/** The menu of services, as far as they are known. */
export function ServiceChoice(): JSX.Element {
  const { data } = useQuery<ServicesAnswer>('/api/services', {});
  const names = (data?.services ?? []).map((service) => service.name);
  return <Choice name="service" label="Service" any="All services" options={names.toSorted()} />;
}
