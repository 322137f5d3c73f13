/** What all parts of the lab share: certificates and the encoding that they are made of. */
package io.questdb.migration.lab;
