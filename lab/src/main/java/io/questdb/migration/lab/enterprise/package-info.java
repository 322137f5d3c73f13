/**
 * The stand-in for QuestDB Enterprise: the open-source engine with the outward behaviour that
 * Enterprise's documentation describes.
 */
package io.questdb.migration.lab.enterprise;
