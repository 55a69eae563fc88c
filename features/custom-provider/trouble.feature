@CP-14 @needs-provider-faults
Feature: A provider in trouble

  Rule: Nobody gets in by it, people are told, and the next attempt works

    Scenario Outline: The token request is answered <how>
      Given a newcomer at the identity provider
      And the provider answers their next token request <how>
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them in plain words what happened
      And they have no session
      And they have no account
      When they take the way on and go through the provider again
      Then they are on the protected page
      And they have a session
      And they have exactly one account

      Examples:
        | how                                        |
        | with status 500                            |
        | with status 503                            |
        | never                                      |
        | with half of it, and closes the connection |
        | with JSON that breaks off                  |
        | with the wrong content type                |
        | by leading in a circle                     |
        | with nothing in it                         |
        | by closing the connection                  |

    Scenario Outline: The user info request is answered <how>
      Given a newcomer at the identity provider
      And the provider answers their next user info request <how>
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them in plain words what happened
      And they have no session
      And they have no account
      When they take the way on and go through the provider again
      Then they are on the protected page
      And they have a session

      Examples:
        | how                         |
        | with status 500             |
        | never                       |
        | with JSON that breaks off   |
        | with the wrong content type |
        | with nothing in it          |

    Scenario Outline: The <place> <what>
      Given a newcomer at the identity provider
      And their next <place> <what>
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them in plain words what happened
      And they have no session
      And they have no account
      When they take the way on and go through the provider again
      Then they have a session

      Examples:
        | place                  | what                   |
        | token answer           | has another token type |
        | token answer           | has no access token    |
        | authorization response | has no code            |
        | user info              | is refused             |

    Scenario: Somebody with an account stays outside, too
      Given somebody with an account
      And the provider answers their next token request with status 500
      When they sign up with the provider
      Then the page tells them in plain words what happened
      And they have no session
      And their account is connected with nothing

  @needs-instance-settings
  Rule: The same holds for what is asked about the provider itself

    Scenario Outline: Its discovery document is answered <how>
      Given a provider that nobody else uses
      And a newcomer at the identity provider
      And the provider answers requests for its discovery document <how>
      When they open the sign-in page
      And they press the provider's button
      Then they are on the sign-in page
      And the page tells them in plain words what happened
      And they have no session
      When the provider is well again
      And they press the provider's button
      And they answer the provider
      Then they have a session

      Examples:
        | how                       |
        | with status 500           |
        | with JSON that breaks off |
        | by closing the connection |

    Scenario Outline: Its keys are answered <how>
      Given a provider that nobody else uses
      And a newcomer at the identity provider
      And the provider answers requests for its keys <how>
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them in plain words what happened
      And they have no session
      And nobody has got an account by it
      When the provider is well again
      And they take the way on and go through the provider again
      Then they have a session

      Examples:
        | how                         |
        | with status 500             |
        | with the wrong content type |
        | with nothing in it          |

    Scenario: A user info proxy fails
      Given a newcomer at the identity provider
      And people are asked about at a proxy that answers with status 500
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them in plain words what happened
      And they have no session
      And they have no account

  Rule: A provider that is slow is waited for

    Scenario Outline: The <request> takes two seconds
      Given a newcomer at the identity provider
      And the provider answers their next <request> slowly
      When they sign in with the provider
      Then they are on the protected page
      And they have a session

      Examples:
        | request           |
        | token request     |
        | user info request |
