/** The default `_sourceCategory` of a record. */
export const sourceCategoryDefault = 'aws/cloudtrail';
