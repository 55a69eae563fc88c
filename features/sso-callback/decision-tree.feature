@needs-state-injection
Feature: The decision tree of the callback page

  The attempts are placed on the browser's client as Clerk would describe them, and the callback page is opened.
  What it does and where it leads follows from the first rule that applies; no later rule has a say.

  Rule: Each state has its rule

    Scenario Outline: Sign-in <sign-in>, sign-up <sign-up>
      Given a browser whose sign-in is "<sign-in>" and whose sign-up is "<sign-up>"
      When they open the callback page
      Then they are on the <ends at>
      And they have <session>
      And the page did exactly this: "<does>"

      @CB-01
      Examples:
        | sign-in  | sign-up | does       | ends at        | session   |
        | complete | none    | activation | protected page | a session |

      @CB-02
      Examples:
        | sign-in | sign-up      | does                            | ends at        | session   |
        | none    | transferable | transfer to sign-in, activation | protected page | a session |

      @CB-03
      Examples:
        | sign-in | sign-up                          | does                | ends at      | session    |
        | none    | transferable (second factor due) | transfer to sign-in | sign-in page | no session |

      @CB-04
      Examples:
        | sign-in                                        | sign-up | does    | ends at      | session    |
        | needs_first_factor (email_code)                | none    | nothing | sign-in page | no session |
        | needs_first_factor (enterprise_sso, email_code) | none   | nothing | sign-in page | no session |
        | needs_first_factor (absent list)               | none    | nothing | sign-in page | no session |

      @CB-05
      Examples:
        | sign-in                                           | sign-up  | does                            | ends at        | session    |
        | needs_first_factor (enterprise_sso)               | none     | nothing                         | page for when nothing applies  | no session |
        | needs_first_factor (no factor)                    | none     | nothing                         | page for when nothing applies  | no session |
        | needs_first_factor (enterprise_sso, transferable) | none     | transfer to sign-up, activation | protected page | a session  |
        | needs_first_factor (enterprise_sso)               | complete | activation                      | protected page | a session  |

      @CB-06
      Examples:
        | sign-in      | sign-up | does                            | ends at        | session   |
        | transferable | none    | transfer to sign-up, activation | protected page | a session |

      @CB-08
      Examples:
        | sign-in | sign-up  | does       | ends at        | session   |
        | none    | complete | activation | protected page | a session |

      @CB-09
      Examples:
        | sign-in             | sign-up | does    | ends at      | session    |
        | needs_second_factor | none    | nothing | sign-in page | no session |

      @CB-10
      Examples:
        | sign-in            | sign-up | does    | ends at      | session    |
        | needs_new_password | none    | nothing | sign-in page | no session |

      @CB-11
      Examples:
        | sign-in           | sign-up | does       | ends at        | session   |
        | already signed in | none    | activation | protected page | a session |

      @CB-12
      Examples:
        | sign-in | sign-up                        | does       | ends at        | session   |
        | none    | already signed in              | activation | protected page | a session |
        | none    | already signed in (unverified) | activation | protected page | a session |

      @CB-13
      Examples:
        | sign-in                   | sign-up                         | does    | ends at       | session    |
        | refused                   | none                            | nothing | page for when nothing applies | no session |
        | needs_identifier          | none                            | nothing | page for when nothing applies | no session |
        | none                      | transferable (another error)    | nothing | page for when nothing applies | no session |
        | none                      | abandoned                       | nothing | page for when nothing applies | no session |

  @CB-07 @needs-instance-settings
  Rule: A sign-up by transfer that lacks something is gone on with

    Scenario: Sign-in transferable, where a username is required
      Given the instance requires "username"
      And a browser whose sign-in is "transferable" and whose sign-up is "none"
      When they open the callback page
      Then they are on the sign-up page
      And they have no session
      And the page did exactly this: "transfer to sign-up"

  @CB-14
  Rule: Where two rules apply, the earlier one wins

    Scenario Outline: <rules>: sign-in <sign-in>, sign-up <sign-up>
      Given a browser whose sign-in is "<sign-in>" and whose sign-up is "<sign-up>"
      When they open the callback page
      Then they are on the <ends at>
      And they have <session>
      And the page did exactly this: "<does>"

      Examples:
        | rules             | sign-in                                       | sign-up                          | does                            | ends at        | session    |
        | CB-01 over CB-02  | complete                                      | transferable                     | activation                      | protected page | a session  |
        | CB-02 over CB-04  | needs_first_factor (email_code)               | transferable                     | transfer to sign-in, activation | protected page | a session  |
        | CB-03 over CB-04  | needs_first_factor (email_code)               | transferable (second factor due) | transfer to sign-in             | sign-in page   | no session |
        | CB-04 over CB-06  | needs_first_factor (email_code, transferable) | none                             | nothing                         | sign-in page   | no session |
        | CB-04 over CB-08  | needs_first_factor (email_code)               | complete                         | nothing                         | sign-in page   | no active session |
        | CB-06 over CB-08  | transferable                                  | complete                         | transfer to sign-up, activation | protected page | a session  |
        | CB-08 over CB-09  | needs_second_factor                           | complete                         | activation                      | protected page | a session  |
        | CB-08 over CB-10  | needs_new_password                            | complete                         | activation                      | protected page | a session  |
        | CB-11 over CB-12  | already signed in                             | already signed in (another)      | activation                      | protected page | a session  |

    # Somebody who is signed in is on their way to the app as soon as they come to the sign-in page; so what counts
    # here is where the callback page itself leads.
    Scenario Outline: <rules>: sign-in <sign-in>, sign-up already signed in
      Given a browser whose sign-in is "<sign-in>" and whose sign-up is "already signed in"
      When they open the callback page
      Then the callback page leads to the sign-in page
      And the page did exactly this: "nothing"

      Examples:
        | rules            | sign-in             |
        | CB-09 over CB-12 | needs_second_factor |
        | CB-10 over CB-12 | needs_new_password  |
