import express, { type Express } from 'express';

/** Where express comes in: everybody else has its types only. */
export const newApp = (): Express => {
  const app = express();
  app.disable('x-powered-by');
  return app;
};

export const staticFiles = express.static;
export const jsonBodies = express.json;
/** What express adds to the messages of Node. */
export const requestWords: object = express.request;
export const responseWords: object = express.response;
