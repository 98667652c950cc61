import { packageExtension } from './packageExtension.ts';

// `npm run package`: writes codestral.vsix.
const { path, bytes, files } = await packageExtension('codestral.vsix');
console.log(`${path}: ${(bytes / 1000).toFixed(1)} kB, ${files.length} files`);
