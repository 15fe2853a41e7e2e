// The time zone that texts are in: that of the field's production day, the browser's, or UTC.
import { live } from './live.svelte';
import { settings } from './settings.svelte';

class Zones {
  /** Zone of the data's production days. */
  field = $derived(live.status?.production_day_zone ?? 'UTC');
  browser = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  name = $derived(settings.zone === 'utc' ? 'UTC' : settings.zone === 'browser' ? this.browser : this.field);
}

export const zones = new Zones();
