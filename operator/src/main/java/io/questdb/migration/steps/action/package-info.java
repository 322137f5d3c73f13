/** What steps want done, as records that name objects and never hold a secret. */
package io.questdb.migration.steps.action;
