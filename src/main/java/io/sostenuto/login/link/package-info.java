/** Links: a user of the application lets it have a grant, in a browser that is not known to be that user's until the end. */
package io.sostenuto.login.link;
