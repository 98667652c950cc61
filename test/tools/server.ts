// `npm run server`: the local Mistral-protocol server alone.
import '../server/main.ts';
