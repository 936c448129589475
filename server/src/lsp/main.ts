import { startServer } from './node';

// dist/server.js: what VS Code starts.
startServer();
