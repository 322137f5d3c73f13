/** The parts of the controller manager and the scheduler that a migration meets. */
package io.questdb.migration.lab.controllers;
