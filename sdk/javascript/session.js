export {
  clearCookies, cookie, disconnect, header, identity, setCookie,
} from 'throng:load/session@0.1.0';
import { expect as rawExpect } from 'throng:load/session@0.1.0';

export const expect = (statuses) => rawExpect(String(statuses));
