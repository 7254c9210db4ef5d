import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Web } from '../../operational/access/person.ts';

const SELF = ["'self'"];
const NONE = ["'none'"];

/** Headers of every response: everything from this origin, nothing inline, no frame, no plug-in, no other site. */
export const securityHeaders = (): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: NONE,
      scriptSrc: SELF,
      styleSrc: SELF,
      imgSrc: ["'self'", 'data:'], // the icon, and a chart saved as a picture
      fontSrc: SELF,
      connectSrc: SELF,
      formAction: SELF,
      manifestSrc: NONE,
      frameAncestors: NONE,
      baseUri: NONE,
    },
    xFrameOptions: 'DENY',
    referrerPolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    strictTransportSecurity: 'max-age=31536000', // read by browsers over https only
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
  });

/** A request number of our own making, and no keeping of what a handler doesn't say may be kept. */
export const everyResponse: MiddlewareHandler<Web> = async (c, next) => {
  const id = randomUUID();
  c.set('requestId', id);
  await next();
  c.res.headers.set('X-Request-Id', id);
  // On a shared desk or on the way, nothing behind a sign-in may stay.
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};
