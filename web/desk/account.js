// What the views of accounts share.
import { word } from './words.js';

export const PASSWORD_MIN = 12; // bytes, as the server has it

export const roleText = ({ site, role }) =>
	site === null
		? word('role.everywhere', { role: word(`role.${role}`) })
		: word('role.on', { role: word(`role.${role}`), site });
