// The bearer token of replay control. It stays in memory, or in this tab's session storage where the user asks for it.
const PLACE = 'flodata.token';

class Token {
  value = $state(sessionStorage.getItem(PLACE) ?? '');

  set(value: string, keepForTab: boolean): void {
    this.value = value;
    if (keepForTab && value) sessionStorage.setItem(PLACE, value);
    else sessionStorage.removeItem(PLACE);
  }
}

export const token = new Token();
