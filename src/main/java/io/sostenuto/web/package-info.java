/**
 * HTTP manners of the whole product, before and after any resource: who may call, which headers an answer has, and how a
 * failure becomes an answer.
 */
package io.sostenuto.web;
