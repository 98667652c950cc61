/**
 * The default of `codestral.privacy.exclude`: usual names of files with keys, passwords and tokens, and of their
 * copies. A test compares it with package.json.
 */
export const COMMON_SECRETS: readonly string[] = [
  ...['**/.env', '**/.env.*', '**/.env~', '**/.envrc', '**/*.env'],
  ...['**/*.pem', '**/*.key', '**/*.p12', '**/*.pfx', '**/*.p8', '**/*.ppk', '**/*.kdbx'],
  ...['**/*.jks', '**/*.keystore'],
  ...['**/id_rsa*', '**/id_ed25519*', '**/id_ecdsa*', '**/id_dsa*', '**/.ssh/**', '**/.gnupg/**'],
  ...['**/.npmrc', '**/.netrc', '**/_netrc', '**/.git-credentials', '**/.pgpass', '**/.pypirc'],
  ...['**/.htpasswd', '**/.my.cnf', '**/.vault-token', '**/.dockercfg'],
  ...['**/.aws/credentials', '**/.docker/config.json', '**/.kube/config', '**/.azure/**'],
  ...['**/.config/gcloud/**', '**/credentials.json', '**/credentials.tfrc.json'],
  ...['**/*.tfstate', '**/*.tfstate.*', '**/secrets.*', '**/secrets.*/**'],
  // Copies.
  '**/*.{pem,key,p12,pfx,p8,ppk,kdbx,jks,keystore,env,tfstate}{~,.bak,.backup,.old,.orig,.save,.swp}',
  '**/{.envrc,.npmrc,.netrc,.git-credentials,.pgpass,.pypirc,.htpasswd,.my.cnf,.dockercfg}{~,.*}',
  '**/{.aws/credentials,.docker/config.json,.kube/config,credentials.json}{~,.*}',
];
