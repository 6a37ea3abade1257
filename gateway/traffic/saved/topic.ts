/** Heard in every process when documents have changed. */
export const gatewayDocuments = 'gateway.documents';
