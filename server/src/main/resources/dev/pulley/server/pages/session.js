// Who is looking, and what that one may do.

import * as api from './api.js';

let current = null;

/** Looks who we are; null where nobody is signed in. */
export async function load() {
  try {
    current = await api.session();
  } catch (problem) {
    if (problem.status !== 401) {
      throw problem;
    }
    current = null;
  }
  return current;
}

export async function signIn(key) {
  current = await api.signIn(key);
}

export async function signOut() {
  await api.signOut();
  current = null;
}

export const who = () => current;
export const isSignedIn = () => current !== null;
/** With no key at all there is nothing to sign out of. */
export const hasCookie = () => current?.expires_at != null;

export const mayLook = () => may('view') || may('admin');
export const mayChange = () => may('admin');
export const mayDecide = () => may('decide');
export const mayReport = () => may('report');

const may = (role) => current?.roles.includes(role) ?? false;
