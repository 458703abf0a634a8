/** _sourceCategory of records that nothing else is said of. */
export const sourceCategoryDefault = 'aws/cloudtrail';
