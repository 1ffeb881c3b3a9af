/** The plan names this path; the shapes live with the other events. */
export { AckFrame, EventFrame, ResyncFrame, ServerFrame } from '../events/event.ts';
